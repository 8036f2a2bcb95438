using System.Collections.Concurrent;
using System.Diagnostics;

namespace ActorServe.TestSupport.Telemetry;

/// <summary>
/// Records ActorServe's spans of this process as a parent-based sampler has it, and remembers those that ended. Specs run beside each
/// other: each looks at the spans of its own trace only.
/// </summary>
public sealed class RecordedSpans : IDisposable
{
    private readonly ActivityListener _listener;
    private readonly ConcurrentQueue<Activity> _ended = [];

    /// <summary>Listens from now on.</summary>
    /// <param name="wantsRoots">Records also what begins a trace.</param>
    public RecordedSpans(bool wantsRoots = false)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("ActorServe.", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> span) =>
                span.Parent == default ? wantsRoots ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None
                : span.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
                    ? ActivitySamplingResult.AllDataAndRecorded
                    : ActivitySamplingResult.None,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>A trace that nobody else has.</summary>
    public static ActivityContext NewTrace(bool isSampled = true) => new(
        ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), isSampled ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None);

    /// <summary>It as a header.</summary>
    public static string HeaderOf(ActivityContext context) => $"00-{context.TraceId}-{context.SpanId}-{(byte)context.TraceFlags:x2}";

    /// <summary>The spans of a trace that have ended, in the order in which they began.</summary>
    public IReadOnlyList<Activity> Of(ActivityTraceId trace) =>
        [.. _ended.Where(span => span.TraceId == trace).OrderBy(span => span.StartTimeUtc)];

    /// <summary>The spans of this name that have ended, of whatever trace.</summary>
    public IReadOnlyList<Activity> Named(string name) => [.. _ended.Where(span => span.DisplayName == name)];

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
