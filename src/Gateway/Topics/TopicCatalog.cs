using ActorServe.Gateway.Embedded;
using ActorServe.Shared.Configuration;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ActorServe.Gateway.Topics;

/// <summary>
/// Knows whether an application's topics are there, and makes those that are missing where the application asks for that. A topic is never
/// made by asking for it, as brokers may do.
/// </summary>
/// <param name="connection">How the broker is reached.</param>
/// <param name="embedded">The embedded broker, where that is what the connection reaches: it cannot be asked to make topics over the
/// wire.</param>
public sealed class TopicCatalog(KafkaConnection connection, EmbeddedBroker? embedded = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Checks the input, output and dead-letter topics, and makes what may be made.</summary>
    /// <returns>How many partitions they have.</returns>
    /// <exception cref="TopicException">A topic is missing, or could not be looked up or made; it names every one. Or the client refuses
    /// its properties.</exception>
    public async Task<TopicPartitions> EnsureAsync(KafkaConfig kafka, CancellationToken cancellation)
    {
        using var admin = Connect(kafka);
        var names = new[] { kafka.InputTopic, kafka.OutputTopic, kafka.DeadLetterTopic }.OfType<string>().Distinct().ToArray();
        var known = await DescribeAsync(admin, names).WaitAsync(cancellation).ConfigureAwait(false);
        var missing = names.Where(name => !known.ContainsKey(name)).ToArray();
        if (missing.Length > 0)
        {
            await CreateAsync(admin, missing, kafka.CreateTopics).WaitAsync(cancellation).ConfigureAwait(false);
            // Asked again: another gateway may have made it, with other partitions. Where the news has not spread yet it is ours.
            foreach (var (name, count) in await DescribeAsync(admin, missing).WaitAsync(cancellation).ConfigureAwait(false))
                known[name] = count;
            foreach (var name in missing) known.TryAdd(name, kafka.CreateTopics!.Partitions);
        }

        return new TopicPartitions(known[kafka.InputTopic], Count(kafka.OutputTopic), Count(kafka.DeadLetterTopic));

        int? Count(string? topic) => topic is null ? null : known[topic];
    }

    private IAdminClient Connect(KafkaConfig kafka)
    {
        var properties = new Dictionary<string, string>(kafka.Properties);
        foreach (var (name, value) in connection.Properties) properties[name] = value;
        properties["bootstrap.servers"] = connection.BootstrapServers;
        try
        {
            return new AdminClientBuilder(properties).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        }
        catch (Exception refusal) when (refusal is InvalidOperationException or ArgumentException)
        {
            // The first client that is made of these properties: nothing will ever run with them.
            throw new TopicException($"The Kafka client refuses its properties: {refusal.Message.TrimEnd('.')}.", isPermanent: true);
        }
    }

    private async Task<Dictionary<string, int>> DescribeAsync(IAdminClient admin, string[] names)
    {
        var described = await AskAsync(admin, names).ConfigureAwait(false);
        var failed = described.Where(topic => topic.Error.IsError && topic.Error.Code != ErrorCode.UnknownTopicOrPart).ToArray();
        if (failed.Length > 0) throw Failed(failed.Select(topic => (Failure(topic), topic.Error)));

        return described.Where(topic => !topic.Error.IsError).ToDictionary(topic => topic.Name, topic => topic.Partitions.Count);

        static string Failure(TopicDescription topic) => $"{Topics([topic.Name])} cannot be looked up: {Reason(topic.Error)}";
    }

    private async Task<List<TopicDescription>> AskAsync(IAdminClient admin, string[] names)
    {
        try
        {
            var options = new DescribeTopicsOptions { RequestTimeout = Patience };
            return (await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames(names), options).ConfigureAwait(false)).TopicDescriptions;
        }
        catch (DescribeTopicsException e)
        {
            return e.Results.TopicDescriptions;
        }
        catch (KafkaException e)
        {
            throw Failed([($"{Topics(names)} cannot be looked up at {connection}: {Reason(e.Error)}", e.Error)]);
        }
    }

    private async Task CreateAsync(IAdminClient admin, string[] missing, CreateTopicsConfig? create)
    {
        if (create is null)
        {
            var (verb, it) = missing.Length == 1 ? ("is", "it") : ("are", "them");
            throw new TopicException(
                $"{Topics(missing)} {verb} missing on {connection}. Make {it}, or let {it} be made with create_topics.", isPermanent: true);
        }

        if (embedded is not null)
        {
            foreach (var name in missing) embedded.CreateTopic(name, create.Partitions);
            return;
        }

        await CreateAtBrokerAsync(admin, missing, create).ConfigureAwait(false);
    }

    private static async Task CreateAtBrokerAsync(IAdminClient admin, string[] missing, CreateTopicsConfig create)
    {
        try
        {
            await admin.CreateTopicsAsync(
                missing.Select(name => new TopicSpecification
                {
                    Name = name, NumPartitions = create.Partitions, ReplicationFactor = create.Replication,
                }),
                new CreateTopicsOptions { RequestTimeout = Patience, OperationTimeout = Patience }).ConfigureAwait(false);
        }
        catch (CreateTopicsException e)
        {
            var failed = e.Results.Where(topic => topic.Error.IsError && topic.Error.Code != ErrorCode.TopicAlreadyExists).ToArray();
            if (failed.Length > 0) throw Failed(failed.Select(topic => (Failure(topic), topic.Error)));
        }
        catch (KafkaException e)
        {
            throw Failed([($"{Topics(missing)} cannot be made: {Reason(e.Error)}", e.Error)]);
        }

        static string Failure(CreateTopicReport topic) => $"{Topics([topic.Topic])} cannot be made: {Reason(topic.Error)}";
    }

    // Permanent where one of them is: the others are then only the smaller trouble.
    private static TopicException Failed(IEnumerable<(string Failure, Error Error)> failures) => new(
        string.Join(' ', failures.Select(failed => failed.Failure)), failures.Any(failed => TopicRefusals.IsPermanent(failed.Error.Code)));

    private static string Reason(Error error) => $"{error.Reason.TrimEnd('.')}.";

    private static string Topics(string[] names) =>
        $"The {(names.Length == 1 ? "topic" : "topics")} {string.Join(", ", names.Select(name => $"'{name}'"))}";
}
