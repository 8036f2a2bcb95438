using ActorServe.Cli.Kafka;
using ActorServe.Cli.Terminals;
using ActorServe.Gateway;
using ActorServe.Gateway.Embedded;
using ActorServe.Shared.Configuration;

namespace ActorServe.Cli.Serving;

/// <summary>The broker that a command works on: the user's, or an embedded one that lives as long as the command.</summary>
internal sealed class ServeBroker : IAsyncDisposable
{
    private const int Partitions = 8;

    private ServeBroker(KafkaConnection connection, EmbeddedBroker? embedded) => (Connection, Embedded) = (connection, embedded);

    /// <summary>How it is reached.</summary>
    public KafkaConnection Connection { get; }

    /// <summary>The embedded broker, or null.</summary>
    public EmbeddedBroker? Embedded { get; }

    /// <summary>What it is, for people.</summary>
    public string Description => Embedded is null
        ? $"Kafka at {Connection}"
        : $"embedded broker at {Connection}: in this process's memory, for trying things; "
            + "it keeps about 5 MiB a partition, and nothing when this ends";

    /// <summary>Takes the one that is named, or starts an embedded one with the topics that the applications need.</summary>
    /// <exception cref="CommandFailedException">The one that is named does not answer.</exception>
    public static async Task<ServeBroker> OpenAsync(KafkaConnection? named, ServeConfig config, Terminal terminal)
    {
        if (named is not null)
        {
            // An outage later is waited out; at the start it is more likely that the address is wrong.
            await Task.Run(() => KafkaClients.Ask(named));
            return new ServeBroker(named, null);
        }

        var embedded = EmbeddedBroker.Start(
            bug => terminal.WriteError($"warning: the embedded broker is not trimmed any more: {bug.Message}"));
        try
        {
            foreach (var kafka in config.Applications.Select(a => a.Kafka).OfType<KafkaConfig>()) Prepare(embedded, kafka);
            return new ServeBroker(embedded.Connection, embedded);
        }
        catch
        {
            await embedded.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Embedded?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static void Prepare(EmbeddedBroker broker, KafkaConfig kafka)
    {
        foreach (var topic in ((string?[])[kafka.InputTopic, kafka.OutputTopic, kafka.DeadLetterTopic]).OfType<string>())
            broker.CreateTopic(topic, kafka.CreateTopics?.Partitions ?? Partitions);
        broker.FollowGroup(kafka.Group, kafka.InputTopic);
    }
}
