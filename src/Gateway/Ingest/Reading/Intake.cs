using System.Collections.Immutable;
using ActorServe.Gateway.Dispatch;
using ActorServe.Gateway.Ingest.Client;
using ActorServe.Gateway.Ingest.Ledger;
using ActorServe.Gateway.Tracing;
using ActorServe.Shared.Programs.Logs;
using ActorServe.Shared.Protocol;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Ingest.Reading;

/// <summary>
/// The rows between the consumer and the stream: takes records in, hands batches on, hears what became of them, takes back what is unsent.
/// Knows no client, so that polling and rebalancing share it. Used by the thread that owns the consumer.
/// </summary>
internal sealed partial class Intake(
    IngestSettings settings, IngestControl control, IDispatchControl dispatch, Action<RecordBatch> emit, RecordSpans spans, ILogger log)
{
    private readonly RecordReader _reader = new(settings.Kafka, spans);
    private readonly PendingRows _pending = new(settings.BatchRows, settings.BatchBytes);
    private uint? _cameAt;

    /// <summary>The partitions that are ours.</summary>
    public Assignments Assignments { get; } = new(settings.Window, settings.Kafka.MaxTotalInFlightBytes);

    /// <summary>What the broker refuses.</summary>
    public ReadingTrouble Trouble { get; } = new();

    /// <summary>Records taken in.</summary>
    public long Taken { get; private set; }

    /// <summary>Nothing new is read.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>Nothing is waited for.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Whether to read a further record.</summary>
    public bool HasRoom => _pending.HasRoom && Assignments.HasRoom && !IsDraining && !IsStopping;

    /// <summary>Whether rows wait for the stream to ask.</summary>
    public bool HasPending => !_pending.IsEmpty;

    /// <summary>Whether all that was read is done.</summary>
    public bool IsIdle => Assignments.IsIdle;

    /// <summary>
    /// Takes a record in, whatever the room, and returns the assignment that it belongs to. Null where it is dropped: its partition is not
    /// ours any more, or will not be committed past this record.
    /// </summary>
    public Assignment? Take(ConsumeResult<byte[]?, byte[]?> record)
    {
        var assignment = Assignments.Find(record.Partition.Value);
        if (assignment is not { Phase: AssignmentPhase.Open } || IsDraining) return null;
        var row = _reader.Read(record, new RowSource(assignment.Id.Partition, assignment.Ledger.NextSequence, assignment.Id.Epoch));
        var bytes = row.Bytes;
        Trouble.Read(assignment.Id.Partition);
        Taken++;
        // Tracked before anyone sees it: it could be finished before this method returns.
        Assignments.Track(assignment, row.Offset, bytes, _cameAt ??= control.Clock.Read());
        _pending.Add(row, bytes);
        return assignment;
    }

    /// <summary>Hands over what waits, where the stream has asked.</summary>
    public void Emit()
    {
        if (_pending.IsEmpty || !control.Queue.HasDemand) return;
        control.Queue.Answer();
        emit(_pending.Take());
    }

    /// <summary>Waits until there is something to hear, or to emit.</summary>
    public void Wait(TimeSpan timeout) => control.Queue.Wait(timeout, forDemand: HasPending);

    /// <summary>Hears everything that was said since the last time.</summary>
    public void Hear()
    {
        // Between two times of hearing lies one poll of records, or a few that did not wait: one reading of the clock will do for all of
        // them.
        _cameAt = null;
        while (control.Queue.TryTake(out var entry))
        {
            switch (entry)
            {
                case Inbound.Finished finished: Finish(finished.Rows, finished.At); break;
                case Inbound.Withdrawn withdrawn: TakeBack(withdrawn.Rows); break;
                case Inbound.Halted halted: Halt(halted.Row, halted.Reason); break;
                case Inbound.Drain: Drain(); break;
                case Inbound.Stop: IsStopping = true; break;
                default: throw new InvalidOperationException($"Nothing is known of {entry}.");
            }
        }
    }

    /// <summary>Says that the thread is alive, where it does nothing else of which others hear.</summary>
    public void Beat(long now) => control.Status = control.Status with { HeardAt = now };

    /// <summary>Takes back what is unsent of these assignments: here at once, and from Dispatch by and by.</summary>
    public void Withdraw(ImmutableArray<Assignment> assignments)
    {
        if (assignments.IsEmpty) return;
        foreach (var assignment in assignments) TakeBack([.. _pending.Remove(assignment.Id)]);
        dispatch.Withdraw([.. assignments.Select(assignment => assignment.Id)]);
    }

    /// <summary>Stops one partition: what is unsent comes back, and nothing more is read.</summary>
    public void Stop(Assignment assignment, string reason)
    {
        LogStopped(settings.Kafka.InputTopic, assignment.Id.Partition, reason);
        assignment.Stop(reason);
        Withdraw([assignment]);
    }

    private void Finish(ImmutableArray<RowSource> rows, uint at)
    {
        Assignments.Finish(rows, at);
        spans.End(rows);
    }

    private void TakeBack(ImmutableArray<RowSource> rows)
    {
        Assignments.Withdraw(rows);
        spans.Withdraw(rows);
    }

    private void Halt(RowSource row, string reason)
    {
        if (Assignments.Find(row) is { } assignment)
        {
            // The row stays in the ledger as withdrawn, so that the watermark stops before it.
            Assignments.Withdraw([row]);
            using (log.BeginScope(LogFields.Of("Offset", assignment.Ledger.OffsetOf(row.Sequence))))
                spans.InTraceOf(row, () => Stop(assignment, reason));
        }

        spans.End([row]);
    }

    private void Drain()
    {
        if (IsDraining) return;
        IsDraining = true;
        Withdraw(Assignments.All);
    }

    [LoggerMessage(LogLevel.Error, "{Topic}[{Partition}] stopped: {Reason}")]
    private partial void LogStopped(string topic, int partition, string reason);
}
