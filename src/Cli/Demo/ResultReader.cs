using ActorServe.Cli.Kafka;
using ActorServe.Cli.Serving;
using Confluent.Kafka;

namespace ActorServe.Cli.Demo;

/// <summary>Reads the output topic from its end on, and brings each result to its record. Has a thread of its own, because the client blocks it.</summary>
internal sealed class ResultReader : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly ServeBroker _broker;
    private readonly DemoScore _score;
    private readonly Task _reading;

    /// <summary>Stands at the end of every partition when this returns: whatever is produced later is read.</summary>
    public ResultReader(ServeBroker broker, string topic, DemoScore score)
    {
        _broker = broker;
        _score = score;
        _consumer = KafkaClients.Consumer(broker.Connection, new ClientLog());
        _consumer.Assign(KafkaClients.PartitionsOf(broker.Connection, topic)
            .Select(p => new TopicPartitionOffset(p, _consumer.QueryWatermarkOffsets(p, KafkaClients.Patience).High)));
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Why it ended before it was asked to; null where it did not.</summary>
    public Exception? Failure => _reading.Exception?.InnerException;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _consumer.Dispose();
        _stopping.Dispose();
    }

    private void Read()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var result = _consumer.Consume(TimeSpan.FromMilliseconds(100));
            if (result is null || result.IsPartitionEOF) continue;

            _score.Receive(result.Message.Key, result.Message.Value);
            _broker.Embedded?.TrimTo(result.Topic, result.Partition.Value, result.Offset.Value + 1);
        }
    }
}
