using System.Diagnostics;
using ActorServe.Replica.Telemetry;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Telemetry;

namespace ActorServe.Replica.Tracing;

/// <summary>The spans of rows at a replica whose traces are recorded, each from when the row is taken in until it has its answer.</summary>
internal static class RowSpans
{
    /// <summary>The name of the source, for whoever listens.</summary>
    public const string SourceName = "ActorServe.Replica";

    /// <summary>Of all replicas of a process: sources have no owner.</summary>
    public static ActivitySource Source { get; } = new(SourceName);

    /// <summary>Begins the span of a row; null where it is not traced, or nobody listens here.</summary>
    public static Activity? Begin(InferRow row, in ReplicaId replica)
    {
        if (row.Trace is not { } trace || !Source.HasListeners()) return null;
        return Source.Begin($"infer {replica.Key.Deployment}", ActivityKind.Server, trace.ToParent(),
        [
            .. TagsOf(replica),
            new(SpanAttributes.Attempt, row.Attempt),
        ]);
    }

    /// <summary>The row has its answer.</summary>
    public static void End(Activity span, in RowEntry entry)
    {
        var end = RowEnds.WordOf(RowEnds.Of(entry));
        span.SetTag(SpanAttributes.Outcome, end);
        if (entry.Status == RowStatus.Failed) span.Fail(end);
        span.End();
    }

    /// <summary>The replica stopped before the row had its answer: whoever sent it sends it elsewhere.</summary>
    public static void Abandon(Activity span)
    {
        span.SetTag(SpanAttributes.Outcome, "abandoned");
        span.End();
    }

    /// <summary>What all spans of a replica say.</summary>
    public static KeyValuePair<string, object?>[] TagsOf(in ReplicaId replica) =>
    [
        new(AttributeNames.Application, replica.Key.Deployment.Application),
        new(AttributeNames.Deployment, replica.Key.Deployment.Name),
        new(SpanAttributes.Replica, replica.ToString()),
    ];
}
