namespace ActorServe.Cli.Auditing;

/// <summary>What the counts of an audit mean.</summary>
/// <param name="Counts">What was counted.</param>
/// <param name="ExpectedSkips">Records that may have no answer, because their deployment gives none or a file says <c>on_failure:
/// skip</c>.</param>
internal sealed record AuditVerdict(AuditCounts Counts, long ExpectedSkips)
{
    /// <summary>Records without an answer that were expected to have none.</summary>
    public long Skipped => Math.Min(Counts.WithoutAny, ExpectedSkips);

    /// <summary>Records that should have an end and have none, or not all of it.</summary>
    public long Missing => Counts.WithoutAny - Skipped + Counts.Incomplete;

    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    /// <param name="allowsDuplicates">At least once allows them.</param>
    public int ExitCode(bool allowsDuplicates) =>
        Missing > 0 || Counts.Unknown > 0 ? ExitCodes.Missing
        : Counts.Duplicates > 0 && !allowsDuplicates ? ExitCodes.Twice
        : ExitCodes.Ok;
}
