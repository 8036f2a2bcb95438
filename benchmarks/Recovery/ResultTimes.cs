using Confluent.Kafka;

namespace ActorServe.Recovery;

/// <summary>When results arrived, in steps of 50 ms since it began to read.</summary>
internal sealed class ResultTimes : IAsyncDisposable
{
    /// <summary>One step.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stop = new();
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private readonly List<int> _counts = [];
    private readonly Lock _lock = new();
    private readonly Task _reading;

    /// <summary>Reads what comes to the topic from now on.</summary>
    public ResultTimes(string kafka, string topic, int partitions) => _reading = Task.Run(() => Read(kafka, topic, partitions));

    /// <summary>The step that it is now.</summary>
    public int Now => (int)(TimeProvider.System.GetElapsedTime(_began) / Step);

    /// <summary>Results of each step that is over.</summary>
    public int[] Counts()
    {
        lock (_lock) return [.. _counts.Concat(Enumerable.Repeat(0, Math.Max(0, Now - _counts.Count))).Take(Now)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
    }

    private void Read(string kafka, string topic, int partitions)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = kafka, GroupId = $"times-{topic}", EnableAutoCommit = false, FetchWaitMaxMs = 10, FetchQueueBackoffMs = 5,
            ConsumeResultFields = "none",
        }).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.End)));
        while (!_stop.IsCancellationRequested)
        {
            if (consumer.Consume(20) is null) continue;
            lock (_lock)
            {
                var step = Now;
                while (_counts.Count <= step) _counts.Add(0);
                _counts[step]++;
            }
        }
    }
}
