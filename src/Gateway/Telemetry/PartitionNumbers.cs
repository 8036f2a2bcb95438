namespace ActorServe.Gateway.Telemetry;

/// <summary>One partition as of the last look.</summary>
/// <param name="Flow">What the pipeline says of it.</param>
/// <param name="Since">When an offset of it was committed last, or what it waits for was first seen.</param>
/// <param name="CommitAge">
/// How long nothing was committed although there is something to finish or to commit; zero where there is nothing.
/// </param>
internal readonly record struct PartitionNumbers(PartitionFlow Flow, TimeSpan Since, TimeSpan CommitAge)
{
    /// <summary>Records that are not read yet, and those in flight; null where the end of the partition is not known.</summary>
    public long? Lag => Flow.Lag + Flow.InFlight;

    /// <summary>Nothing goes on before a person helps.</summary>
    public bool IsHalted => Flow.HaltedReason is not null;

    /// <summary>The partition at another look.</summary>
    /// <param name="flow">What the pipeline says of it now.</param>
    /// <param name="before">It at the last look; null where it was not there.</param>
    /// <param name="now">The time of this look.</param>
    public static PartitionNumbers See(PartitionFlow flow, PartitionNumbers? before, TimeSpan now)
    {
        // Offsets are committed each second: one that moved between two looks stood for little longer than that.
        var stands = IsWaiting(flow) && before is { } last && IsWaiting(last.Flow) && last.Flow.Committed == flow.Committed;
        var since = stands ? before!.Value.Since : now;
        return new PartitionNumbers(flow, since, now - since);
    }

    // What halted a partition is in flight no more, and keeps it from being committed all the same.
    private static bool IsWaiting(PartitionFlow flow) =>
        flow.InFlight > 0 || flow.HaltedReason is not null || (flow.Watermark is { } watermark && watermark != flow.Committed);
}
