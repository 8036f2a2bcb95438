using System.Diagnostics;
using System.Runtime.ExceptionServices;
using ActorServe.Shared.Telemetry;
using ActorServe.TestSupport.Telemetry;

namespace ActorServe.Shared.Tests.Telemetry;

public sealed class DetachedSpansSpecs : IDisposable
{
    private readonly ActivitySource _source = new("ActorServe.Specs");
    private readonly RecordedSpans _spans = new();

    [Fact]
    public void A_span_that_is_current_ends_without_an_exception_and_leaves_nothing_current()
    {
        var span = Begin();
        Activity.Current = span;

        var thrown = ThrownBy(span.End);

        Assert.Empty(thrown);
        Assert.Null(Activity.Current);
        Assert.Same(span, Assert.Single(_spans.Of(span.TraceId)));
    }

    [Fact]
    public void A_span_that_is_not_current_leaves_current_what_is()
    {
        var (current, span) = (Begin(), Begin());
        Activity.Current = current;

        span.End();

        Assert.Same(current, Activity.Current);
        current.End();
    }

    public void Dispose()
    {
        _spans.Dispose();
        _source.Dispose();
    }

    private Activity Begin() => _source.Begin("work", ActivityKind.Internal, RecordedSpans.NewTrace())!;

    /// <summary>What is thrown meanwhile on this thread, also where somebody catches it.</summary>
    private static List<Exception> ThrownBy(Action act)
    {
        var (thread, thrown) = (Environment.CurrentManagedThreadId, new List<Exception>());
        AppDomain.CurrentDomain.FirstChanceException += Note;
        try
        {
            act();
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Note;
        }

        return thrown;

        void Note(object? sender, FirstChanceExceptionEventArgs thrownNow)
        {
            if (Environment.CurrentManagedThreadId == thread) thrown.Add(thrownNow.Exception);
        }
    }
}
