using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ActorServe.Gateway.Embedded;

/// <summary>Trims what every reader has consumed, on a timer: readers tell it, and groups are asked for their commits.</summary>
internal sealed class Trimmer : IAsyncDisposable
{
    private readonly string _bootstrapServers;
    private readonly Action<TopicPartitionOffset> _delete;
    private readonly Lock _lock = new();
    private readonly ConsumedOffsets _offsets = new();
    private readonly HashSet<(string Group, string Topic)> _followed = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private readonly Action<Exception> _failed;
    private bool _hasFailed;
    private IAdminClient? _admin;

    /// <summary>Starts the loop.</summary>
    /// <param name="bootstrapServers">The broker, to be asked for groups' commits.</param>
    /// <param name="delete">Trims.</param>
    /// <param name="interval">How often.</param>
    /// <param name="time">The clock.</param>
    /// <param name="failed">Is told of the first failure that is not the broker's: a bug here, or in what trims.</param>
    public Trimmer(
        string bootstrapServers, Action<TopicPartitionOffset> delete, TimeSpan interval, TimeProvider time, Action<Exception> failed)
    {
        _failed = failed;
        _bootstrapServers = bootstrapServers;
        _delete = delete;
        var timer = new PeriodicTimer(interval, time);
        _loop = Task.Run(() => RunAsync(timer, _stop.Token));
    }

    /// <summary>A reader needs nothing before this offset.</summary>
    public void Consumed(string reader, TopicPartition partition, long offset)
    {
        lock (_lock) _offsets.Consumed(reader, partition, offset);
    }

    /// <summary>The group is a reader of the topic: its commits are asked for.</summary>
    public void Follow(string group, string topic)
    {
        lock (_lock)
        {
            _followed.Add((group, topic));
            _offsets.AddReader(group, topic);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _admin?.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(PeriodicTimer timer, CancellationToken stop)
    {
        using (timer)
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                await BeatAsync().ConfigureAwait(false);
            }
        }
    }

    // The broker forgets by itself what is not trimmed, and grows slow: worth a word, and no reason to end.
    private async Task BeatAsync()
    {
        try
        {
            await AskGroupsAsync().ConfigureAwait(false);
            Trim();
        }
#pragma warning disable CA1031 // Any exception is a bug, and is told as one.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            if (!_hasFailed) _failed(bug);
            _hasFailed = true;
        }
    }

    private void Trim()
    {
        IReadOnlyList<TopicPartitionOffset> trims;
        lock (_lock) trims = _offsets.TakeTrims();
        foreach (var trim in trims) _delete(trim);
    }

    private async Task AskGroupsAsync()
    {
        (string Group, string Topic)[] followed;
        lock (_lock) followed = [.. _followed];
        foreach (var (group, topic) in followed)
        {
            try
            {
                await AskAsync(group, topic).ConfigureAwait(false);
            }
            catch (KafkaException)
            {
                // The broker is down for a test, or the group is not there yet. Asked again at the next tick.
            }
        }
    }

    private async Task AskAsync(string group, string topic)
    {
        _admin ??= new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _bootstrapServers })
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { })
            .Build();
        var partitions = await PartitionsAsync(_admin, topic).ConfigureAwait(false);
        var wanted = new ConsumerGroupTopicPartitions(group, partitions);
        var answers = await _admin.ListConsumerGroupOffsetsAsync([wanted]).ConfigureAwait(false);
        foreach (var committed in answers.SelectMany(answer => answer.Partitions))
        {
            if (!committed.Error.IsError && !committed.Offset.IsSpecial) Consumed(group, committed.TopicPartition, committed.Offset);
        }
    }

    private static async Task<List<TopicPartition>> PartitionsAsync(IAdminClient admin, string topic)
    {
        var described = await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic])).ConfigureAwait(false);
        return described.TopicDescriptions
            .SelectMany(each => each.Partitions, (each, partition) => new TopicPartition(each.Name, partition.Partition)).ToList();
    }
}
