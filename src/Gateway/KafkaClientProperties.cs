using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;

namespace ActorServe.Gateway;

/// <summary>
/// Properties of Kafka's clients as a process's configuration has them: beside <c>BootstrapServers</c>, or below <c>Properties</c>. Their
/// names have dots, which environment variables cannot have: <c>SASL_PASSWORD</c> is <c>sasl.password</c>.
/// </summary>
public static class KafkaClientProperties
{
    /// <summary>All of them, by the client's own names.</summary>
    /// <param name="section">The section <c>Kafka</c>.</param>
    public static ImmutableDictionary<string, string> Read(IConfiguration section) => section.GetChildren()
        .Where(c => !Is(c.Key, nameof(KafkaOptions.BootstrapServers)))
        .Concat(section.GetSection(nameof(KafkaOptions.Properties)).GetChildren())
        .Where(c => c.Value is not null)
        .ToImmutableDictionary(c => c.Key.Replace('_', '.').ToLowerInvariant(), c => c.Value!);

    private static bool Is(string key, string name) => key.Equals(name, StringComparison.OrdinalIgnoreCase);
}
