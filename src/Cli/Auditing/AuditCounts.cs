namespace ActorServe.Cli.Auditing;

/// <summary>What an audit counted, in records unless it says otherwise.</summary>
internal sealed class AuditCounts
{
    /// <summary>Records on the input topic when the audit began.</summary>
    public long Records { get; set; }

    /// <summary>Records with all of their results.</summary>
    public long Answered { get; set; }

    /// <summary>Records with a dead letter, and not answered.</summary>
    public long DeadLettered { get; set; }

    /// <summary>Records with some of their results.</summary>
    public long Incomplete { get; set; }

    /// <summary>Records that are answered and dead-lettered.</summary>
    public long Both { get; set; }

    /// <summary>Results beyond the first of their record and part.</summary>
    public long DuplicateResults { get; set; }

    /// <summary>Dead letters beyond the first of their record.</summary>
    public long DuplicateDeadLetters { get; set; }

    /// <summary>
    /// Records that results or dead letters name and the input does not have, though it has others before and behind them.
    /// </summary>
    public long Unknown { get; set; }

    /// <summary>Results and dead letters of records that the input topic has deleted since.</summary>
    public long Older { get; set; }

    /// <summary>Results and dead letters of records that came after the audit began.</summary>
    public long Later { get; set; }

    /// <summary>Results and dead letters of another topic's records.</summary>
    public long OfOtherTopics { get; set; }

    /// <summary>Records of the output and dead-letter topics that name no record.</summary>
    public long WithoutSource { get; set; }

    /// <summary>Records with neither results nor a dead letter: missing, or left out on purpose, which topics alone cannot tell.</summary>
    public long WithoutAny => Records - Answered - DeadLettered - Incomplete;

    /// <summary>What there is more than once.</summary>
    public long Duplicates => DuplicateResults + DuplicateDeadLetters + Both;
}
