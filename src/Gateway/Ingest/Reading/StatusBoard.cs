using ActorServe.Gateway.Ingest.Client;
using ActorServe.Gateway.Ingest.Ledger;

namespace ActorServe.Gateway.Ingest.Reading;

/// <summary>
/// Shows others what the thread that owns the consumer does, each <see cref="IngestSettings.StatusPeriod"/>, and asks the broker before it
/// does where there is a doubt. Used by that thread.
/// </summary>
internal sealed class StatusBoard(IngestSettings settings, IngestControl control, Intake intake, ReadingHealth health, TimeProvider time)
{
    private long _shown = time.GetTimestamp();

    /// <summary>Shows it, where that is due.</summary>
    public void Show(IRecordConsumer consumer)
    {
        if (time.GetElapsedTime(_shown) < settings.StatusPeriod) return;
        health.Read(intake.Taken);
        if (health.IsInDoubt) health.Asked(consumer.Ask());
        // After the question, which may take its time: between two of them records are read.
        _shown = time.GetTimestamp();
        control.Status = new IngestStatus([.. intake.Assignments.All.Select(assignment => Of(assignment, consumer))])
        {
            Reading = health.Status, HeardAt = _shown, Durations = intake.Assignments.Durations.Read(),
        };
    }

    /// <summary>The partitions that stopped: who reads the status last should see that not everything was done.</summary>
    public IngestStatus Stopped(IRecordConsumer consumer) => new(
        [.. intake.Assignments.All.Where(assignment => assignment.StopReason is not null).Select(assignment => Of(assignment, consumer))]);

    private static PartitionStatus Of(Assignment assignment, IRecordConsumer consumer)
    {
        var (partition, ledger) = (assignment.Id.Partition, assignment.Ledger);
        var end = consumer.HighWatermark(partition);
        return new PartitionStatus(
            partition, end is null ? null : Math.Max(0, end.Value - assignment.Position),
            ledger.Outstanding, ledger.Bytes, ledger.Watermark, assignment.IsPaused == true, assignment.StopReason)
        {
            Committed = assignment.Committed,
            End = end,
        };
    }
}
