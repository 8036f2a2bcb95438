using System.Collections.Concurrent;
using System.Globalization;
using ActorServe.Gateway;
using ActorServe.Gateway.Produce;
using Confluent.Kafka;

namespace ActorServe.Cli.Kafka;

/// <summary>
/// Records on their way to a broker, bounded by the client's own queue, and what became of them. A broker refuses a batch whole, and does
/// not say for which of its records: what was refused so goes once more, through a second producer that puts one record in a batch, and
/// only what is refused there is a failure. One thread at a time.
/// </summary>
/// <param name="connection">The broker.</param>
/// <param name="log">What the clients complain of.</param>
/// <param name="time">The clock.</param>
/// <param name="linger">How long it is waited for more records of a batch, in milliseconds.</param>
internal sealed class Sending(KafkaConnection connection, ClientLog log, TimeProvider time, int linger = 5) : IDisposable
{
    private readonly IProducer<byte[]?, byte[]?> _batched = KafkaClients.Producer(connection, log, linger);
    private readonly ConcurrentQueue<Outgoing> _again = [];
    private IProducer<byte[]?, byte[]?>? _alone;
    private long _sent;
    private long _delivered;
    private long _failures;
    private long _refused;
    private string? _reason;
    private long _tooLarge;
    private TopicPartitionOffset? _last;

    /// <summary>Records that were handed to the client.</summary>
    public long Sent => _sent;

    /// <summary>Records that the broker has.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Records that it does not have.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Those of them that it refused for what they are.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Why the first of them failed.</summary>
    public string? Reason => _reason;

    /// <summary>The bytes of the largest record that was refused for its size; 0 where none was.</summary>
    public long TooLarge => Interlocked.Read(ref _tooLarge);

    /// <summary>Where a single record is.</summary>
    public string Place => _delivered == 1 && _last is { } last ? $", partition {last.Partition.Value}, offset {last.Offset.Value}" : "";

    /// <summary>Whether the broker refused a record for what it is: another try ends as this one did.</summary>
    public static bool IsRefusal(Error error) => Refusals.IsOfTheRecord(error.Code);

    /// <summary>Takes one more, as soon as there is room.</summary>
    /// <param name="record">The record.</param>
    /// <param name="to">Where it goes; a topic's name, or a partition.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="failed">Is told where the broker did not take it, on the client's thread.</param>
    public async ValueTask SendAsync(
        Message<byte[]?, byte[]?> record, TopicPartition to, CancellationToken cancellation,
        Action<DeliveryReport<byte[]?, byte[]?>>? failed = null)
    {
        var outgoing = new Outgoing(record, to, failed);
        while (!TrySendAgain() || !TrySend(outgoing)) await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellation);
        _sent++;
    }

    /// <summary>Waits until each record is delivered or failed.</summary>
    public async Task FinishAsync()
    {
        while (Delivered + Failures < _sent)
        {
            TrySendAgain();
            await Task.Run(() =>
            {
                _batched.Flush(TimeSpan.FromMilliseconds(200));
                _alone?.Flush(TimeSpan.FromMilliseconds(200));
            });
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _batched.Dispose();
        _alone?.Dispose();
    }

    private bool TrySend(Outgoing outgoing)
    {
        var (record, to) = (outgoing.Record, outgoing.To);
        try
        {
            return TryProduce(_batched, outgoing);
        }
        catch (ProduceException<byte[]?, byte[]?> large) when (large.Error.Code == ErrorCode.MsgSizeTooLarge)
        {
            throw new RecordTooLargeException(string.Create(
                CultureInfo.InvariantCulture,
                $"a record of {SizeOf(record):N0} bytes is too large for {to.Topic}: "
                + $"the limit is {KafkaConnection.MaxRecordBytes:N0} bytes"),
                large);
        }
        catch (ProduceException<byte[]?, byte[]?> refused)
        {
            throw new CommandFailedException($"{to.Topic}: {refused.Error.Reason}", ExitCodes.Failed, refused);
        }
    }

    // Those behind wait here until all of these are on their way: they would be without bound otherwise.
    private bool TrySendAgain()
    {
        while (_again.TryPeek(out var outgoing))
        {
            _alone ??= KafkaClients.Producer(connection, log, linger: 0, isAlone: true);
            try
            {
                if (!TryProduce(_alone, outgoing)) return false;
            }
            catch (ProduceException<byte[]?, byte[]?> refused)
            {
                Fail(new DeliveryReport<byte[]?, byte[]?> { Message = outgoing.Record, Error = refused.Error }, outgoing);
            }

            _again.TryDequeue(out _);
        }

        return true;
    }

    private bool TryProduce(IProducer<byte[]?, byte[]?> producer, Outgoing outgoing)
    {
        try
        {
            producer.Produce(outgoing.To, outgoing.Record, report => Hear(report, outgoing, isAlone: producer != _batched));
            return true;
        }
        catch (ProduceException<byte[]?, byte[]?> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }

    private void Hear(DeliveryReport<byte[]?, byte[]?> report, Outgoing outgoing, bool isAlone)
    {
        if (!report.Error.IsError)
        {
            _last = report.TopicPartitionOffset;
            Interlocked.Increment(ref _delivered);
        }
        else if (!isAlone && IsRefusal(report.Error)) _again.Enqueue(outgoing with { To = report.TopicPartition });
        else Fail(report, outgoing);
    }

    private void Fail(DeliveryReport<byte[]?, byte[]?> report, Outgoing outgoing)
    {
        // Each of the two clients tells on a thread of its own.
        lock (_again)
        {
            _reason ??= report.Error.Reason;
            if (report.Error.Code == ErrorCode.MsgSizeTooLarge) _tooLarge = Math.Max(_tooLarge, SizeOf(outgoing.Record));
        }

        if (IsRefusal(report.Error)) Interlocked.Increment(ref _refused);
        outgoing.Failed?.Invoke(report);
        Interlocked.Increment(ref _failures);
    }

    private static long SizeOf(Message<byte[]?, byte[]?> record) => (record.Key?.Length ?? 0) + (record.Value?.Length ?? 0);

    private sealed record Outgoing(
        Message<byte[]?, byte[]?> Record, TopicPartition To, Action<DeliveryReport<byte[]?, byte[]?>>? Failed);
}

/// <summary>A record is larger than any that is sent; those before it are, and those behind it may be.</summary>
internal sealed class RecordTooLargeException(string message, Exception inner) : CommandFailedException(message, ExitCodes.Failed, inner);
