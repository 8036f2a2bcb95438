using ActorServe.Shared.Protocol;

namespace ActorServe.Shared.Wire.Control;

/// <summary>What flows through a gateway, on the wire.</summary>
internal static class FlowCodec
{
    public static Proto.FlowReport Write(FlowReport totals) => new()
    {
        RecordsIn = totals.RecordsIn,
        Results = totals.Results,
        DeadLetters = totals.DeadLetters,
        Skipped = totals.Skipped,
        FailedAttempts = totals.FailedAttempts,
    };

    public static FlowReport Read(Proto.FlowReport? totals) => totals is null
        ? default
        : new FlowReport(totals.RecordsIn, totals.Results, totals.DeadLetters, totals.Skipped, totals.FailedAttempts);

    public static Proto.PartitionReport Write(PartitionReport partition)
    {
        var message = new Proto.PartitionReport
        {
            Partition = partition.Partition,
            Committed = partition.Committed,
            End = partition.End,
            InFlight = partition.InFlight,
            IsPaused = partition.IsPaused,
        };
        if (partition.HaltedReason is { } reason) message.HaltedReason = reason;
        return message;
    }

    public static PartitionReport Read(Proto.PartitionReport partition) => new(
        partition.Partition, partition.Committed, partition.End, partition.InFlight, partition.IsPaused,
        partition.HasHaltedReason ? partition.HaltedReason : null);
}
