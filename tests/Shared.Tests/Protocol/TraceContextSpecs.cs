using System.Diagnostics;
using ActorServe.Shared.Protocol;

namespace ActorServe.Shared.Tests.Protocol;

public sealed class TraceContextSpecs
{
    [Theory]
    [InlineData("vendor=1")]
    [InlineData(null)]
    public void A_context_comes_back_as_it_was_and_as_one_of_another_process(string? state)
    {
        var context = new ActivityContext(
            ActivityTraceId.CreateFromString("8bf92f3577b34da6a3ce929d0e0e4736"), ActivitySpanId.CreateFromString("f0f067aa0ba902b7"),
            ActivityTraceFlags.Recorded, state);

        var parent = TraceContext.Of(context).ToParent();

        Assert.Equal(
            (context.TraceId, context.SpanId, context.TraceFlags, state, true),
            (parent.TraceId, parent.SpanId, parent.TraceFlags, parent.TraceState, parent.IsRemote));
    }

    [Theory]
    [InlineData("", 32)]
    [InlineData("größe=1", 41)]
    public void A_state_counts_with_its_bytes_on_the_wire(string state, int bytes) =>
        Assert.Equal(bytes, new TraceContext(1, 2, 3, state).Bytes);
}
