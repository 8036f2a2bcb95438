using Confluent.Kafka;

namespace ActorServe.TestSupport.Kafka;

/// <summary>
/// Further members of a group, by the plain client: they take partitions over and commit nothing. Their heartbeats are seldom, so that
/// rebalances take seconds.
/// </summary>
public sealed class SilentMembers : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread[] _threads;

    /// <summary>They join now.</summary>
    public SilentMembers(string bootstrapServers, string topic, string group, int members)
    {
        _threads =
        [
            .. Enumerable.Range(0, members).Select(_ => new Thread(() => Poll(bootstrapServers, topic, group)) { IsBackground = true }),
        ];
        foreach (var thread in _threads) thread.Start();
    }

    /// <summary>They leave.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (var thread in _threads) thread.Join();
        _stop.Dispose();
    }

    private void Poll(string bootstrapServers, string topic, string group)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = bootstrapServers, GroupId = group, EnableAutoCommit = false, AutoOffsetReset = AutoOffsetReset.Earliest,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky, HeartbeatIntervalMs = 3_000,
        };
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(config).Build();
        consumer.Subscribe(topic);
        while (!_stop.IsCancellationRequested) consumer.Consume(TimeSpan.FromMilliseconds(50));
        consumer.Close();
    }
}
