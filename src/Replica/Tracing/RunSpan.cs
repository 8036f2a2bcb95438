using System.Diagnostics;
using ActorServe.Replica.Serving;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Telemetry;

namespace ActorServe.Replica.Tracing;

/// <summary>
/// The span of a run that has traced rows: below the first of them, and linked with each, because it is the run of all. It is current while
/// the model runs, so that what a deployment calls is below it.
/// </summary>
internal sealed class RunSpan
{
    private readonly Activity _span;

    private RunSpan(Activity span) => _span = span;

    /// <summary>Begins it on the thread that runs; null where no row is traced.</summary>
    public static RunSpan? Begin(in ReplicaId replica, IReadOnlyList<AdmittedRow> rows)
    {
        if (!RowSpans.Source.HasListeners()) return null;

        List<Activity>? traced = null;
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Span is { } row) (traced ??= []).Add(row);
        }

        if (traced is null) return null;
        var links = traced.Skip(1).Select(row => new ActivityLink(row.Context));
        KeyValuePair<string, object?>[] tags = [.. RowSpans.TagsOf(replica), new(SpanAttributes.RunRows, rows.Count)];
        var name = $"run {replica.Key.Deployment}";
        if (RowSpans.Source.Begin(name, ActivityKind.Internal, traced[0].Context, tags, links) is not { } span) return null;

        foreach (var row in traced.Skip(1)) row.AddLink(new ActivityLink(span.Context));
        Activity.Current = span;
        return new RunSpan(span);
    }

    /// <summary>Rows of the run start as one call of the model: until here they waited.</summary>
    public static void Started(IReadOnlyList<AdmittedRow> rows, int start, int count)
    {
        for (var i = start; i < start + count; i++)
            rows[i].Span?.AddEvent(new ActivityEvent("run", tags: new ActivityTagsCollection([new(SpanAttributes.BatchRows, count)])));
    }

    /// <summary>The thread goes on to other things.</summary>
    public static void Leave() => Activity.Current = null;

    /// <summary>The run is over.</summary>
    public void End(bool isOverdue, Exception? fault)
    {
        // What a model should never throw: its type, because a message may quote what it was given.
        if (fault is not null) _span.Fail(fault.GetType().FullName ?? "");
        else if (isOverdue) _span.Fail("timeout");
        _span.End();
    }
}
