using Confluent.Kafka;

namespace ActorServe.Cli.Kafka;

/// <summary>Records on their way to a broker, bounded by the client's own queue, and what became of them.</summary>
internal sealed class Sending(IProducer<byte[]?, byte[]?> producer)
{
    private long _sent;
    private long _delivered;
    private long _failures;
    private string? _reason;
    private TopicPartitionOffset? _last;

    /// <summary>Records that the broker has.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Records that it does not have.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Why the first of them failed.</summary>
    public string? Reason => _reason;

    /// <summary>Where a single record is.</summary>
    public string Place => _delivered == 1 && _last is { } last ? $", partition {last.Partition.Value}, offset {last.Offset.Value}" : "";

    /// <summary>Takes one more, as soon as there is room.</summary>
    public async ValueTask SendAsync(Message<byte[]?, byte[]?> record, string topic, CancellationToken cancellation)
    {
        while (!TrySend(record, topic)) await Task.Delay(TimeSpan.FromMilliseconds(10), cancellation);
    }

    /// <summary>Waits until each record is delivered or failed.</summary>
    public async Task FinishAsync()
    {
        while (Delivered + Failures < _sent)
        {
            await Task.Run(() => producer.Flush(TimeSpan.FromMilliseconds(200)));
        }
    }

    private bool TrySend(Message<byte[]?, byte[]?> record, string topic)
    {
        try
        {
            producer.Produce(topic, record, Report);
            _sent++;
            return true;
        }
        catch (ProduceException<byte[]?, byte[]?> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
        catch (ProduceException<byte[]?, byte[]?> refused)
        {
            throw new CommandFailedException($"{topic}: {refused.Error.Reason}", ExitCodes.Failed, refused);
        }
    }

    private void Report(DeliveryReport<byte[]?, byte[]?> report)
    {
        if (report.Error.IsError)
        {
            _reason ??= report.Error.Reason;
            Interlocked.Increment(ref _failures);
            return;
        }

        _last = report.TopicPartitionOffset;
        Interlocked.Increment(ref _delivered);
    }
}
