using ActorServe.Shared.Protocol;

namespace ActorServe.Replica.Telemetry;

/// <summary>What becomes of a row at a replica.</summary>
internal enum RowEnd
{
    /// <summary>It has its outputs.</summary>
    Completed,

    /// <summary>There was no room for it, or it goes back unrun: it goes elsewhere.</summary>
    Rejected,

    /// <summary>The model cannot read it.</summary>
    BadInput,

    /// <summary>The model failed.</summary>
    ModelError,

    /// <summary>The run took too long, or came too late.</summary>
    Timeout,

    /// <summary>It failed for another reason.</summary>
    Other,
}

/// <summary>The words for <see cref="RowEnd"/>.</summary>
internal static class RowEnds
{
    private const string Name = "actorserve.row.outcome";

    /// <summary>Which one an entry is.</summary>
    public static RowEnd Of(in RowEntry entry) => entry.Status switch
    {
        RowStatus.Completed => RowEnd.Completed,
        RowStatus.Rejected => RowEnd.Rejected,
        _ => entry.Failure switch
        {
            FailureKind.BadInput => RowEnd.BadInput,
            FailureKind.ModelError => RowEnd.ModelError,
            FailureKind.Timeout => RowEnd.Timeout,
            _ => RowEnd.Other,
        },
    };

    /// <summary>How a measurement says so.</summary>
    public static KeyValuePair<string, object?> TagOf(RowEnd end) => new(Name, WordOf(end));

    /// <summary>Its word.</summary>
    public static string WordOf(RowEnd end) => end switch
    {
        RowEnd.Completed => "completed",
        RowEnd.Rejected => "rejected",
        RowEnd.BadInput => "bad_input",
        RowEnd.ModelError => "model_error",
        RowEnd.Timeout => "timeout",
        RowEnd.Other => "other",
        _ => throw new ArgumentOutOfRangeException(nameof(end), end, "There is no such end."),
    };
}
