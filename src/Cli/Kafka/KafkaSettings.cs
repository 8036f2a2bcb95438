using ActorServe.Gateway;
using Microsoft.Extensions.Configuration;

namespace ActorServe.Cli.Kafka;

/// <summary>Which broker a command talks to: its option, or the process's configuration, which is the place for secrets.</summary>
internal static class KafkaSettings
{
    /// <summary>The section: <c>ACTORSERVE__KAFKA__…</c> in the environment, <c>ActorServe:Kafka</c> in <c>appsettings.json</c>.</summary>
    public const string Section = "ActorServe:Kafka";

    private const string Servers = "BootstrapServers";

    /// <summary>The environment, over <c>appsettings.json</c> of the working directory.</summary>
    public static IConfiguration ReadConfiguration() => new ConfigurationBuilder()
        .SetBasePath(Directory.GetCurrentDirectory())
        .AddJsonFile("appsettings.json", optional: true)
        .AddEnvironmentVariables()
        .Build();

    /// <summary>The broker that is named, or null where none is.</summary>
    /// <param name="option">The command's <c>--kafka</c>, which wins.</param>
    /// <param name="configuration">The process's configuration.</param>
    /// <exception cref="CommandFailedException">What is named is no broker's address.</exception>
    public static KafkaConnection? Find(string? option, IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var servers = option ?? section[Servers];
        if (string.IsNullOrWhiteSpace(servers)) return null;
        if (BrokerAddresses.Problems(servers).ToList() is { Count: > 0 } problems)
        {
            var source = option is null ? $"{Section}:{Servers} of the process's configuration" : "--kafka";
            throw new CommandFailedException($"{source} is {string.Join("; ", problems)}", ExitCodes.Usage);
        }

        return new KafkaConnection(servers, KafkaClientProperties.Read(section));
    }

    /// <summary>The broker that is named; a command that needs one ends where none is.</summary>
    public static KafkaConnection Require(string? option, IConfiguration configuration) =>
        Find(option, configuration)
        ?? throw new CommandFailedException(
            "no broker: name one with --kafka HOST:PORT or ACTORSERVE__KAFKA__BOOTSTRAPSERVERS", ExitCodes.Usage);
}
