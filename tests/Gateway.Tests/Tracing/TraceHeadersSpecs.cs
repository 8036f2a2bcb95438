using System.Diagnostics;
using System.Text;
using ActorServe.Gateway.Produce;
using ActorServe.Gateway.Tracing;
using ActorServe.Shared.Telemetry;
using Confluent.Kafka;

namespace ActorServe.Gateway.Tests.Tracing;

public sealed class TraceHeadersSpecs
{
    private const string Ids = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";
    private static readonly TraceSampling ByRatio = new(BeginsTraces: true, IgnoresParents: false);
    private static readonly TraceSampling Always = new(BeginsTraces: true, IgnoresParents: true);

    [Fact]
    public void A_sampled_traceparent_is_the_parent_with_its_state()
    {
        Assert.True(TraceHeaders.MayBeRecorded(
            With(("TraceParent", $"00-{Ids}-01"), ("tracestate", "vendor=1")), TraceSampling.ByParent, out var parent));

        Assert.Equal(
            ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", ActivityTraceFlags.Recorded, "vendor=1", true),
            (parent.TraceId.ToHexString(), parent.SpanId.ToHexString(), parent.TraceFlags, parent.TraceState, parent.IsRemote));
    }

    [Fact]
    public void The_last_of_several_counts()
    {
        var headers = With(("traceparent", $"00-{Ids}-00"), ("traceparent", $"00-{Ids}-01"));

        Assert.True(TraceHeaders.MayBeRecorded(headers, TraceSampling.ByParent, out var parent));
        Assert.NotEqual(default, parent);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("02")]
    [InlineData("fe")]
    [InlineData("0a")]
    public void A_trace_that_is_not_recorded_where_it_comes_from_is_recorded_only_where_the_sampler_ignores_that(string flags)
    {
        var headers = With(("traceparent", $"00-{Ids}-{flags}"));

        Assert.False(TraceHeaders.MayBeRecorded(headers, TraceSampling.ByParent, out _));
        Assert.False(TraceHeaders.MayBeRecorded(headers, ByRatio, out _));
        Assert.True(TraceHeaders.MayBeRecorded(headers, Always, out var parent));
        Assert.NotEqual(default, parent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00-1")]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01")]
    [InlineData("ÿ0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    public void A_malformed_traceparent_is_none(string malformed)
    {
        var headers = With(("traceparent", malformed));

        Assert.False(TraceHeaders.MayBeRecorded(headers, TraceSampling.ByParent, out _));
        Assert.True(TraceHeaders.MayBeRecorded(headers, ByRatio, out var parent));
        Assert.Equal(default, parent);
    }

    [Theory]
    [InlineData("größe=1")]
    [InlineData(null)]
    public void A_state_that_nobody_has_to_carry_is_left_out(string? state)
    {
        var headers = With(("traceparent", $"00-{Ids}-01"), ("tracestate", state ?? new string('s', 513)));

        Assert.True(TraceHeaders.MayBeRecorded(headers, TraceSampling.ByParent, out var parent));
        Assert.Null(parent.TraceState);
    }

    [Fact]
    public void What_brings_no_trace_may_begin_one_where_the_sampler_may_want_it()
    {
        Assert.False(TraceHeaders.MayBeRecorded([], TraceSampling.ByParent, out _));
        Assert.True(TraceHeaders.MayBeRecorded(With(("other", "x")), ByRatio, out var parent));
        Assert.Equal(default, parent);
    }

    [Theory]
    [InlineData(0.249, true)]
    [InlineData(0.25, false)]
    public void Of_a_ratio_only_what_is_drawn_begins_one_and_what_brings_one_goes_by_that(double drawn, bool begins)
    {
        var sampling = TraceSampling.Of("parentbased_traceidratio", 0.25, () => drawn);

        Assert.Equal(begins, TraceHeaders.MayBeRecorded([], sampling, out _));
        Assert.True(TraceHeaders.MayBeRecorded(With(("traceparent", $"00-{Ids}-01")), sampling, out _));
        Assert.False(TraceHeaders.MayBeRecorded(With(("traceparent", $"00-{Ids}-00")), sampling, out _));
    }

    [Fact]
    public void A_span_is_written_as_w3c_has_it()
    {
        using var span = new Activity("send");
        span.SetParentId($"00-{Ids}-01");
        span.TraceStateString = "vendor=1";
        span.Start();
        var headers = new OutgoingHeaders();

        TraceHeaders.Write(headers, span);

        Assert.Equal($"00-4bf92f3577b34da6a3ce929d0e0e4736-{span.SpanId}-01", Encoding.ASCII.GetString(headers.Value(0)));
        Assert.Equal("vendor=1", Encoding.ASCII.GetString(headers.Value(1)));
    }

    private static List<IHeader> With(params (string Name, string Value)[] headers) =>
        [.. headers.Select(header => new Header(header.Name, Encoding.UTF8.GetBytes(header.Value)))];
}
