using ActorServe.Cli.Kafka;
using ActorServe.Cli.Serving;
using ActorServe.Shared.Configuration;
using Confluent.Kafka;

namespace ActorServe.Cli.Demo;

/// <summary>
/// Reads the output and dead-letter topics from their ends on, and brings each result to its record. Has a thread of its own, because the
/// client blocks it.
/// </summary>
internal sealed class ResultReader : IAsyncDisposable
{
    private const int Attempts = 20;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly ServeBroker _broker;
    private readonly DemoScore _score;
    private readonly string? _deadLetters;
    private readonly Task _reading;
    private readonly Task _end;

    private ResultReader(ServeBroker broker, IConsumer<byte[]?, byte[]?> consumer, DemoScore score, string? deadLetters)
    {
        (_broker, _consumer, _score, _deadLetters) = (broker, consumer, score, deadLetters);
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _end = EndAsync();
    }

    /// <summary>Stands at the end of every partition when this is done: whatever is produced later is read.</summary>
    public static async Task<ResultReader> OpenAsync(ServeBroker broker, KafkaConfig topics, DemoScore score, TimeProvider time)
    {
        var consumer = KafkaClients.Consumer(broker.Connection, new ClientLog());
        var ends = new List<TopicPartitionOffset>();
        foreach (var topic in ((string?[])[topics.OutputTopic, topics.DeadLetterTopic]).OfType<string>())
        {
            foreach (var partition in KafkaClients.PartitionsOf(broker.Connection, topic))
                ends.Add(await EndOfAsync(consumer, partition, time));
        }

        consumer.Assign(ends);
        return new ResultReader(broker, consumer, score, topics.DeadLetterTopic);
    }

    /// <summary>Why it ended before it was asked to; null where it did not.</summary>
    public Exception? Failure => _reading.Exception?.InnerException;

    /// <summary>Cancelled when it has ended: then nobody hears of results any more.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _end;
        _consumer.Dispose();
        _stopping.Dispose();
        _ended.Dispose();
    }

    /// <summary>A topic that was made a moment ago has no leaders yet.</summary>
    private static async Task<TopicPartitionOffset> EndOfAsync(
        IConsumer<byte[]?, byte[]?> consumer, TopicPartition partition, TimeProvider time)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new TopicPartitionOffset(
                    partition, await Task.Run(() => consumer.QueryWatermarkOffsets(partition, KafkaClients.Patience).High));
            }
            catch (KafkaException unready)
            {
                if (attempt == Attempts)
                    throw new CommandFailedException($"{partition}: {unready.Error.Reason}", ExitCodes.Failed, unready);
                await Task.Delay(BetweenAttempts, time);
            }
        }
    }

    private async Task EndAsync()
    {
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _ended.CancelAsync();
    }

    private void Read()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var result = _consumer.Consume(TimeSpan.FromMilliseconds(100));
            if (result is null || result.IsPartitionEOF) continue;

            if (result.Topic == _deadLetters) _score.DeadLetter(result.Message.Key);
            else _score.Receive(result.Message.Key, result.Message.Value);
            _broker.Embedded?.TrimTo(result.Topic, result.Partition.Value, result.Offset.Value + 1);
        }
    }
}
