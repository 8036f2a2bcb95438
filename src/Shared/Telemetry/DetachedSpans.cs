using System.Diagnostics;

namespace ActorServe.Shared.Telemetry;

/// <summary>
/// Spans that begin in one place and end in another, as a record's does: they are current on no thread, or every thread that they pass
/// would put what it does next below them.
/// </summary>
public static class DetachedSpans
{
    /// <summary>A span from now on; null where nobody records it.</summary>
    /// <param name="source">Whose it is.</param>
    /// <param name="name">What it is about.</param>
    /// <param name="kind">Its part in the trace.</param>
    /// <param name="parent">What it is below; default is the beginning of a trace.</param>
    /// <param name="tags">What the sampler may see, too.</param>
    /// <param name="links">Other spans that it has to do with.</param>
    public static Activity? Begin(
        this ActivitySource source, string name, ActivityKind kind, ActivityContext parent,
        IEnumerable<KeyValuePair<string, object?>>? tags = null, IEnumerable<ActivityLink>? links = null)
    {
        var current = Activity.Current;
        try
        {
            // Else a span without a parent would be below whatever is current.
            Activity.Current = null;
            if (source.StartActivity(name, kind, parent, tags, links) is not { } span) return null;
            if (span.Recorded) return span;
            span.Stop();
            return null;
        }
        finally
        {
            Activity.Current = current;
        }
    }

    /// <summary>The span ends now; where it is current, nothing is any more.</summary>
    public static void End(this Activity span)
    {
        var current = Activity.Current;
        span.Stop();
        // What has ended cannot be current: .NET would throw at that, and catch it itself, for every such span.
        if (!ReferenceEquals(current, span)) Activity.Current = current;
    }

    /// <summary>What the span is about has failed.</summary>
    /// <param name="span">The span.</param>
    /// <param name="why">A short word, never a message: that may quote what came in.</param>
    public static void Fail(this Activity span, string why)
    {
        span.SetStatus(ActivityStatusCode.Error);
        span.SetTag(SpanAttributes.ErrorType, why);
    }
}
