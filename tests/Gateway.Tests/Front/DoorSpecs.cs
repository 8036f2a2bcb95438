using System.Net;
using System.Text;
using ActorServe.ActorTestKit;
using ActorServe.Gateway.Front;
using ActorServe.Gateway.Front.Routes;
using ActorServe.Routing;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit;
using static ActorServe.Gateway.Tests.Front.DoorFixture;

namespace ActorServe.Gateway.Tests.Front;

public sealed class DoorSpecs : PatientTestKit
{
    private readonly Lazy<TestProbe> _router;

    public DoorSpecs() => _router = new Lazy<TestProbe>(() => CreateTestProbe());

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    [Fact]
    public async Task A_request_is_a_row_of_its_own_lane_and_its_output_the_answer_in_the_same_format()
    {
        await using var door = await OpenAsync(_router.Value, maxQueued: 7);

        var asking = door.PostAsync("[1]");
        var submit = await _router.Value.ExpectMsgAsync<RouterProtocol.Submit>();
        Complete(submit, Output("[2]"));
        var answer = await asking;

        await ReadsAsync(HttpStatusCode.OK, "[2]", answer);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        var row = Assert.Single(submit.Rows);
        Assert.Equal((Lane.Http, 7, false), (submit.Lane, submit.MaxQueuedRows, submit.RunsAtMostOnce));
        Assert.Equal(
            ("[1]", "application/json", "", -1L, -1),
            (Text(row.Value!.Value), row.ContentType, row.Topic, row.Offset, row.Source.Partition));
        Assert.InRange(row.TimeLeft!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_class_sees_the_request_id_runs_at_most_once_and_names_its_own_content_type()
    {
        await using var door = await OpenAsync(_router.Value, isCode: true);

        var asking = door.SendAsync(
            HttpMethod.Post, "/app/below", new ByteArrayContent([0, 255]) { Headers = { { "content-type", "image/png" } } },
            r => r.Headers.Add("x-request-id", "one"));
        var submit = await _router.Value.ExpectMsgAsync<RouterProtocol.Submit>();
        Complete(submit, Output("cat", "text/plain"));
        var answer = await asking;

        await ReadsAsync(HttpStatusCode.OK, "cat", answer);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.ToString());
        Assert.True(submit.RunsAtMostOnce);
        Assert.Equal(
            ("image/png", "x-request-id", "one"),
            (submit.Rows[0].ContentType, submit.Rows[0].Headers[0].Name, Text(submit.Rows[0].Headers[0].Value)));
    }

    [Theory]
    [InlineData("a-b.c:1/2", true)]
    [InlineData("two words", false)]
    [InlineData("\"quoted\"", false)]
    [InlineData("", false)]
    public async Task A_sane_request_id_is_taken_over_and_another_is_made_anew(string id, bool isSane)
    {
        await using var door = await OpenAsync(_router.Value);

        var answer = await door.SendAsync(HttpMethod.Get, "/-/healthz", with: r => r.Headers.TryAddWithoutValidation("x-request-id", id));

        var echoed = Assert.Single(answer.Headers.GetValues("x-request-id"));
        Assert.Equal(isSane, echoed == id);
        Assert.True(isSane || Guid.TryParse(echoed, out _));
    }

    [Fact]
    public async Task No_output_is_204()
    {
        await using var door = await OpenAsync(_router.Value);

        var asking = door.PostAsync("[1]");
        Complete(await _router.Value.ExpectMsgAsync<RouterProtocol.Submit>());

        await ReadsAsync(HttpStatusCode.NoContent, "", await asking);
    }

    [Theory]
    [InlineData(FailureKind.BadInput, true, 400, "it is bad", false)]
    [InlineData(FailureKind.ModelError, true, 500, "Internal Server Error", false)]
    [InlineData(FailureKind.Timeout, true, 504, "it is bad", false)]
    [InlineData(FailureKind.Overload, false, 503, "it is bad", true)]
    public async Task A_failure_has_the_status_code_of_its_kind(FailureKind kind, bool ran, int status, string body, bool comesBack)
    {
        await using var door = await OpenAsync(_router.Value);

        var asking = door.PostAsync("[1]");
        Fail(await _router.Value.ExpectMsgAsync<RouterProtocol.Submit>(), kind, "it is bad", ran);
        var answer = await asking;

        await ReadsAsync((HttpStatusCode)status, body, answer);
        Assert.Equal(comesBack, answer.Headers.RetryAfter?.Delta is { TotalSeconds: >= 1 and <= 3 });
    }

    [Fact]
    public async Task A_path_that_nobody_answers_is_404_in_Rays_words()
    {
        await using var door = await OpenAsync(_router.Value);

        await ReadsAsync(
            HttpStatusCode.NotFound, "Path '/apple' not found. Ping http://.../-/routes for available routes.",
            await door.PostAsync("", "/apple"));
        Assert.Equal(HttpStatusCode.NotFound, (await door.SendAsync(HttpMethod.Get, "/-/other")).StatusCode);
    }

    [Fact]
    public async Task Another_method_is_405_and_says_which()
    {
        await using var door = await OpenAsync(_router.Value);

        var answer = await door.SendAsync(HttpMethod.Get, "/app");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["POST"], answer.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("text/csv", null)]
    [InlineData("application/json", "gzip")]
    public async Task A_content_that_a_model_cannot_read_is_415(string contentType, string? encoding)
    {
        await using var door = await OpenAsync(_router.Value);
        var content = new StringContent("1") { Headers = { ContentType = new(contentType) } };
        if (encoding is not null) content.Headers.ContentEncoding.Add(encoding);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await door.SendAsync(HttpMethod.Post, "/app", content)).StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_above_the_limit_is_413_whether_or_not_its_length_is_said(bool isChunked)
    {
        await using var door = await OpenAsync(_router.Value, new FrontOptions { MaxBodyBytes = 1_000 });

        var answer = await door.SendAsync(
            HttpMethod.Post, "/app", new ByteArrayContent(new byte[1_001]), r => r.Headers.TransferEncodingChunked = isChunked);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 300_000)]
    [InlineData(true, 300_000)]
    [InlineData(true, 8_000_000)]
    public async Task A_body_arrives_as_it_was_sent(bool isChunked, int length)
    {
        await using var door = await OpenAsync(_router.Value);
        var body = new byte[length];
        new Random(1).NextBytes(body);

        var asking = door.SendAsync(
            HttpMethod.Post, "/app", new ByteArrayContent(body), r => r.Headers.TransferEncodingChunked = isChunked);
        var submit = await _router.Value.ExpectMsgAsync<RouterProtocol.Submit>(TimeSpan.FromSeconds(20));
        Complete(submit, new RowOutput(submit.Rows[0].Value!.Value));

        Assert.Equal(body, await (await asking).Content.ReadAsByteArrayAsync());
        await AwaitAssertAsync(() => Assert.Equal((0, 0L), (door.Door.Room.Requests, door.Door.Room.Bytes)));
    }

    [Fact]
    public async Task Requests_beyond_the_limit_are_refused_at_once_with_503()
    {
        await using var door = await OpenAsync(_router.Value, new FrontOptions { MaxConcurrentRequests = 1 });

        var first = door.PostAsync("[1]");
        var submit = await _router.Value.ExpectMsgAsync<RouterProtocol.Submit>();
        var second = await door.PostAsync("[2]");
        Complete(submit, Output("[1]"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.NotNull(second.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
    }

    [Fact]
    public async Task Bytes_beyond_the_limit_are_refused_at_once_with_503()
    {
        await using var door = await OpenAsync(_router.Value, new FrontOptions { MaxConcurrentBodyBytes = 100 });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await door.PostAsync(new string('1', 101))).StatusCode);
        await AwaitAssertAsync(() => Assert.Equal(0, door.Door.Room.Bytes));
    }

    [Theory]
    [InlineData(1, HttpStatusCode.RequestTimeout)]
    [InlineData(0, HttpStatusCode.ServiceUnavailable)]
    public async Task A_request_whose_time_is_over_is_408_and_503_where_there_is_no_replica(int replicas, HttpStatusCode status)
    {
        await using var door = await OpenAsync(_router.Value, new FrontOptions { RequestTimeout = TimeSpan.FromMilliseconds(50) });
        // The door waits a second for it.
        _router.Value.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            if (message is RouterProtocol.GetRouterStatus) sender.Tell(new RouterStatus(0, 0, replicas));
            return AutoPilot.KeepRunning;
        }));

        var asking = door.PostAsync("[1]");
        var submit = await _router.Value.ExpectMsgAsync<RouterProtocol.Submit>();
        var withdrawn = await _router.Value.ExpectMsgAsync<RouterProtocol.WithdrawRow>();

        Assert.Equal(status, (await asking).StatusCode);
        Assert.Equal((submit.Sink, submit.Rows[0].Source), (withdrawn.Sink, withdrawn.Row));
    }

    [Fact]
    public async Task A_body_that_does_not_come_in_time_is_408()
    {
        await using var door = await OpenAsync(_router.Value, new FrontOptions { RequestTimeout = TimeSpan.FromMilliseconds(50) });
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, door.Client.BaseAddress!.Port);

        await client.GetStream().WriteAsync("POST /app HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n[1"u8.ToArray());
        using var reader = new StreamReader(client.GetStream());

        Assert.StartsWith("HTTP/1.1 408", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_goes_away_takes_back_its_row()
    {
        await using var door = await OpenAsync(_router.Value);
        using var patience = new CancellationTokenSource();

        var asking = door.PostAsync("[1]", cancellation: patience.Token);
        var submit = await _router.Value.ExpectMsgAsync<RouterProtocol.Submit>();
        await patience.CancelAsync();

        var withdrawn = await _router.Value.ExpectMsgAsync<RouterProtocol.WithdrawRow>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Equal((submit.Sink, submit.Rows[0].Source), (withdrawn.Sink, withdrawn.Row));
        submit.Sink.Withdrawn(submit.Rows);
        await AwaitAssertAsync(() => Assert.Equal(0, door.Door.Room.Requests));
    }

    [Fact]
    public async Task Health_and_routes_are_as_Rays()
    {
        await using var door = await OpenAsync(_router.Value);

        await ReadsAsync(HttpStatusCode.OK, "success", await door.SendAsync(HttpMethod.Get, "/-/healthz"));
        await ReadsAsync(HttpStatusCode.OK, """{"/app":"app"}""", await door.SendAsync(HttpMethod.Get, "/-/routes"));
    }

    [Fact]
    public async Task Before_anything_was_applied_it_is_503_rather_than_404()
    {
        await using var door = await OpenAsync(_router.Value);
        door.Routes.Publish(null);

        foreach (var path in new[] { "/-/healthz", "/-/routes" })
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await door.SendAsync(HttpMethod.Get, path)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await door.PostAsync("[1]")).StatusCode);
    }

    [Fact]
    public async Task An_application_that_goes_while_a_body_comes_is_404()
    {
        await using var door = await OpenAsync(_router.Value);
        door.Routes.Publish(new RouteTable([]));

        Assert.Equal(HttpStatusCode.NotFound, (await door.PostAsync("[1]")).StatusCode);
    }

    [Fact]
    public async Task While_it_drains_it_finishes_what_it_has_and_takes_nothing_more()
    {
        await using var door = await OpenAsync(_router.Value);
        door.Server.DrainWith(Sys, () => TimeSpan.FromSeconds(20));

        var asking = door.PostAsync("[1]");
        var submit = await _router.Value.ExpectMsgAsync<RouterProtocol.Submit>();
        door.Door.Room.Close();
        var late = await door.PostAsync("[2]");
        var health = await door.SendAsync(HttpMethod.Get, "/-/healthz");
        Assert.False(door.Door.Room.Idle.IsCompleted);
        Complete(submit, Output("[1]"));

        Assert.Equal(HttpStatusCode.OK, (await asking).StatusCode);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (late.StatusCode, late.Headers.ConnectionClose));
        await ReadsAsync(HttpStatusCode.ServiceUnavailable, "This node is being drained.", health);
        await door.Door.Room.Idle.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Shutdown_waits_for_what_is_in_hand_and_then_stops_to_listen()
    {
        await using var door = await OpenAsync(_router.Value);
        door.Server.DrainWith(Sys, () => TimeSpan.FromSeconds(20));
        var asking = door.PostAsync("[1]");
        var submit = await _router.Value.ExpectMsgAsync<RouterProtocol.Submit>();

        var shutdown = CoordinatedShutdown.Get(Sys).Run(CoordinatedShutdown.ClrExitReason.Instance);
        await AwaitAssertAsync(() => Assert.True(door.Door.Room.IsClosed));
        Complete(submit, Output("[1]"));

        Assert.Equal(HttpStatusCode.OK, (await asking).StatusCode);
        await shutdown.WaitAsync(TimeSpan.FromSeconds(20));
        await Assert.ThrowsAsync<HttpRequestException>(() => door.PostAsync("[2]"));
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
