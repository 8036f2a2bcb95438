using System.Globalization;
using ActorServe.Gateway;
using Confluent.Kafka;

namespace ActorServe.Cli.Kafka;

/// <summary>Records on their way to a broker, bounded by the client's own queue, and what became of them.</summary>
/// <param name="producer">The client.</param>
/// <param name="time">The clock.</param>
/// <param name="failed">Is told of each record that the broker did not take, on the client's thread.</param>
internal sealed class Sending(
    IProducer<byte[]?, byte[]?> producer, TimeProvider time, Action<DeliveryReport<byte[]?, byte[]?>>? failed = null)
{
    private long _sent;
    private long _delivered;
    private long _failures;
    private string? _reason;
    private long _tooLarge;
    private TopicPartitionOffset? _last;

    /// <summary>Records that were handed to the client.</summary>
    public long Sent => _sent;

    /// <summary>Records that the broker has.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Records that it does not have.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Why the first of them failed.</summary>
    public string? Reason => _reason;

    /// <summary>The bytes of the largest record that was refused for its size; 0 where none was.</summary>
    public long TooLarge => Interlocked.Read(ref _tooLarge);

    /// <summary>Where a single record is.</summary>
    public string Place => _delivered == 1 && _last is { } last ? $", partition {last.Partition.Value}, offset {last.Offset.Value}" : "";

    /// <summary>Takes one more, as soon as there is room.</summary>
    public ValueTask SendAsync(Message<byte[]?, byte[]?> record, string topic, CancellationToken cancellation) =>
        SendAsync(record, new TopicPartition(topic, Partition.Any), cancellation);

    /// <summary>Takes one more for a partition, as soon as there is room.</summary>
    public async ValueTask SendAsync(Message<byte[]?, byte[]?> record, TopicPartition to, CancellationToken cancellation)
    {
        while (!TrySend(record, to)) await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellation);
    }

    /// <summary>Waits until each record is delivered or failed.</summary>
    public async Task FinishAsync()
    {
        while (Delivered + Failures < _sent)
        {
            await Task.Run(() => producer.Flush(TimeSpan.FromMilliseconds(200)));
        }
    }

    private bool TrySend(Message<byte[]?, byte[]?> record, TopicPartition to)
    {
        try
        {
            producer.Produce(to, record, Report);
            _sent++;
            return true;
        }
        catch (ProduceException<byte[]?, byte[]?> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
        catch (ProduceException<byte[]?, byte[]?> large) when (large.Error.Code == ErrorCode.MsgSizeTooLarge)
        {
            throw new RecordTooLargeException(string.Create(
                CultureInfo.InvariantCulture,
                $"a record of {SizeOf(record):N0} bytes is too large for {to.Topic}: the limit is {KafkaConnection.MaxRecordBytes:N0} bytes"),
                large);
        }
        catch (ProduceException<byte[]?, byte[]?> refused)
        {
            throw new CommandFailedException($"{to.Topic}: {refused.Error.Reason}", ExitCodes.Failed, refused);
        }
    }

    private static long SizeOf(Message<byte[]?, byte[]?> record) => (record.Key?.Length ?? 0) + (record.Value?.Length ?? 0);

    private void Report(DeliveryReport<byte[]?, byte[]?> report)
    {
        if (report.Error.IsError)
        {
            _reason ??= report.Error.Reason;
            if (report.Error.Code == ErrorCode.MsgSizeTooLarge)
                Interlocked.Exchange(ref _tooLarge, Math.Max(TooLarge, SizeOf(report.Message)));
            failed?.Invoke(report);
            Interlocked.Increment(ref _failures);
            return;
        }

        _last = report.TopicPartitionOffset;
        Interlocked.Increment(ref _delivered);
    }
}

/// <summary>A record is larger than any that is sent; those before it are, and those behind it may be.</summary>
internal sealed class RecordTooLargeException(string message, Exception inner) : CommandFailedException(message, ExitCodes.Failed, inner);
