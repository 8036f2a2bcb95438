using Akka.Configuration;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ActorServe.ActorTestKit;

/// <summary>
/// Akka's test kit with the patience of a machine on which all test programs run at once. Its own gives a host ten seconds to start, where
/// one that is late ends the whole program, and a message three to come.
/// </summary>
public abstract class PatientTestKit : Akka.Hosting.TestKit.TestKit
{
    private const string Patience = """
        akka.test {
          single-expect-default = 40s
          filter-leeway = 40s
          startup-timeout = 40s
        }
        """;

    /// <summary>Prepares a host, which starts with the spec.</summary>
    /// <param name="name">Its actor system's.</param>
    /// <param name="output">The spec's.</param>
    /// <param name="logLevel">What is logged there.</param>
    protected PatientTestKit(string? name = null, ITestOutputHelper? output = null, LogLevel logLevel = LogLevel.Information)
        : base(name, output, TimeSpan.FromMinutes(2), logLevel)
    {
    }

    /// <inheritdoc/>
    protected override Config? Config => ConfigurationFactory.ParseString(Patience);
}
