using System.Diagnostics;
using System.Net;
using ActorServe.ActorTestKit;
using ActorServe.Routing;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport.Telemetry;
using Akka.Hosting;
using Akka.TestKit;
using Microsoft.AspNetCore.Http;
using static ActorServe.Gateway.Tests.Front.DoorFixture;

namespace ActorServe.Gateway.Tests.Front;

/// <summary>The spans of requests.</summary>
public sealed class DoorTraceSpecs : PatientTestKit
{
    private readonly Lazy<TestProbe> _router;
    private readonly RecordedSpans _spans = new();

    public DoorTraceSpecs() => _router = new Lazy<TestProbe>(() => CreateTestProbe());

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    protected override async Task AfterAllAsync()
    {
        await base.AfterAllAsync();
        _spans.Dispose();
    }

    [Fact]
    public async Task A_traced_request_has_a_span_that_its_row_belongs_to()
    {
        var trace = RecordedSpans.NewTrace();
        await using var door = await OpenAsync(_router.Value);

        var asking = AskAsync(door, RecordedSpans.HeaderOf(trace));
        var submit = await _router.Value.ExpectMsgAsync<RouterProtocol.Submit>();
        Complete(submit, Output("[2]"));
        await asking;

        var span = await OnlySpanAsync(trace);
        Assert.Equal(("POST /app", ActivityKind.Server, trace.SpanId), (span.DisplayName, span.Kind, span.ParentSpanId));
        Assert.Equal(span.SpanId, submit.Rows[0].Trace?.ToParent().SpanId);
        Assert.Equal(
            "http.request.method=POST url.scheme=http url.path=/app/below http.route=/app actorserve.application=app "
            + "http.response.status_code=200",
            string.Join(' ', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")));
    }

    [Fact]
    public async Task What_the_model_fails_at_is_an_error_of_the_span()
    {
        var trace = RecordedSpans.NewTrace();
        await using var door = await OpenAsync(_router.Value);

        var asking = AskAsync(door, RecordedSpans.HeaderOf(trace));
        Fail(await _router.Value.ExpectMsgAsync<RouterProtocol.Submit>(), FailureKind.ModelError, "secret");
        await asking;

        var span = await OnlySpanAsync(trace);
        Assert.Equal((ActivityStatusCode.Error, null, "500"), (span.Status, span.StatusDescription, span.GetTagItem("error.type")));
    }

    [Theory]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task A_request_whose_trace_is_not_recorded_has_no_span_and_its_row_no_trace(string? traceParent)
    {
        await using var door = await OpenAsync(_router.Value);

        var asking = AskAsync(door, traceParent);
        var submit = await _router.Value.ExpectMsgAsync<RouterProtocol.Submit>();
        Complete(submit, Output("[2]"));
        await asking;

        Assert.Null(submit.Rows[0].Trace);
    }

    [Theory]
    [InlineData("vendor=1", "vendor=1")]
    [InlineData(null, "")]
    public async Task A_state_goes_with_the_row_where_everybody_has_to_carry_it(string? state, string carried)
    {
        await using var door = await OpenAsync(_router.Value);

        var asking = AskAsync(door, RecordedSpans.HeaderOf(RecordedSpans.NewTrace()), state ?? new string('s', 513));
        var submit = await _router.Value.ExpectMsgAsync<RouterProtocol.Submit>();
        Complete(submit, Output("[2]"));
        await asking;

        Assert.Equal(carried, submit.Rows[0].Trace?.State);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_written_is_measured_and_ends_its_span()
    {
        var trace = RecordedSpans.NewTrace();
        await using var door = await OpenAsync(_router.Value);
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream([], writable: false) } };
        (context.Request.Method, context.Request.Path) = ("GET", "/nobody");
        context.Request.Headers.TraceParent = RecordedSpans.HeaderOf(trace);

        await Assert.ThrowsAsync<NotSupportedException>(() => door.Door.AnswerAsync(context));

        await FailedAsync(door, trace, "method=GET, status_code=500: ");
    }

    [Fact]
    public async Task A_request_whose_row_comes_back_while_its_client_waits_is_measured_and_ends_its_span()
    {
        var trace = RecordedSpans.NewTrace();
        await using var door = await OpenAsync(_router.Value);

        var asking = AskAsync(door, RecordedSpans.HeaderOf(trace));
        var submit = await _router.Value.ExpectMsgAsync<RouterProtocol.Submit>();
        submit.Sink.Withdrawn([submit.Rows[0]]);

        Assert.Equal(HttpStatusCode.InternalServerError, (await asking).StatusCode);
        await FailedAsync(door, trace, "method=POST, status_code=500, application=app: ");
    }

    private async Task FailedAsync(DoorFixture door, ActivityContext trace, string measured)
    {
        var span = await OnlySpanAsync(trace);
        Assert.Equal((ActivityStatusCode.Error, "500"), (span.Status, span.GetTagItem("error.type")));
        Assert.StartsWith(measured, Assert.Single(door.Measured.Of("actorserve.http.request.duration")), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> AskAsync(DoorFixture door, string? traceParent, string? state = null) => door.SendAsync(
        HttpMethod.Post, "/app/below", new StringContent("[1]", null, "application/json"), request =>
        {
            if (traceParent is not null) request.Headers.TryAddWithoutValidation("traceparent", traceParent);
            if (state is not null) request.Headers.TryAddWithoutValidation("tracestate", state);
        });

    // It ends after the answer was written.
    private async Task<Activity> OnlySpanAsync(ActivityContext trace)
    {
        await AwaitAssertAsync(() => Assert.Single(_spans.Of(trace.TraceId)), TimeSpan.FromSeconds(30));
        return _spans.Of(trace.TraceId)[0];
    }
}
