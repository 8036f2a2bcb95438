using System.Net;
using System.Net.Sockets;
using ActorServe.Cli.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Cli.Tests.Control;

/// <summary>Changes of what is deployed, to a seed that goes quiet in the midst of them, which is played.</summary>
public sealed class SeedAwaySpecs : IAsyncLifetime
{
    private const string Deployed = """{"version":7,"config_version":7,"warnings":[],"applications":{}}""";
    private const string NotKnown = "whether it was taken is not known";

    private readonly TestTerminal _terminal = new();
    private readonly TaskCompletionSource _over = new();
    private readonly Queue<Func<HttpContext, Task<IResult>>> _puts = [];
    private readonly FakeTimeProvider _time = new();
    private Func<HttpContext, Task<IResult>> _get = TakeAsync;
    private Func<HttpContext, Task<IResult>> _delete = BreakAsync;
    private PlayedSeed _seed = null!;

    public async ValueTask InitializeAsync() => _seed = await PlayedSeed.StartAsync(seed =>
    {
        seed.MapPut("/api/serve/applications/", (Delegate)((HttpContext context) => _puts.Dequeue()(context)));
        seed.MapDelete("/api/serve/applications/{name?}", (Delegate)((HttpContext context) => _delete(context)));
        seed.MapPost("/api/cluster/down", (Delegate)BreakAsync);
        seed.MapGet("/api/serve/applications/", (Delegate)((HttpContext context) => _get(context)));
    });

    public ValueTask DisposeAsync()
    {
        _over.TrySetResult();
        return _seed.DisposeAsync();
    }

    [Fact]
    public async Task A_seed_that_ends_in_the_midst_of_a_put_is_asked_again()
    {
        Puts(BreakAsync, BreakAsync, TakeAsync);

        Assert.Equal(200, (await Wait().UntilTakenAsync("applications: []", TestContext.Current.CancellationToken)).Status);

        Assert.Contains(NotKnown, _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_what_is_deployed_is_made_again_where_its_answer_does_not_come()
    {
        Puts(BreakAsync, TakeAsync);

        Assert.Equal(200, (await Wait().UntilChangedAsync(_ => "applications: []", TestContext.Current.CancellationToken)).Status);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(504)]
    public async Task A_proxy_before_a_seed_that_is_away_is_asked_again(int status)
    {
        Puts(_ => Task.FromResult(Results.Text("<html>", "text/html", statusCode: status)), TakeAsync);

        Assert.Equal(200, (await Wait().UntilTakenAsync("applications: []", TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public async Task What_the_seed_itself_cannot_do_is_its_last_word()
    {
        Puts(_ => Task.FromResult(Results.Json(new { error = "the disk is full" }, statusCode: 500)));

        Assert.Equal("the disk is full", (await Wait().UntilTakenAsync("applications: []", TestContext.Current.CancellationToken)).Error);
    }

    [Fact]
    public async Task A_file_whose_answer_does_not_come_in_time_may_have_been_taken()
    {
        Puts(async context =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            await _over.Task;
            return Results.Empty;
        });
        using var client = new AdminClient(AdminConnection.Of(_seed.Address, null), _time);
        var wait = new DeployWait(client, _terminal.Terminal with { Time = _time }, TimeSpan.FromSeconds(5));

        var away = await Assert.ThrowsAsync<SeedAwayException>(
            () => wait.UntilTakenAsync("applications: []", TestContext.Current.CancellationToken));

        Assert.EndsWith($"does not answer within 5 s; {NotKnown}: look with status", away.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seed_that_never_answered_is_most_often_another_address_and_was_told_nothing()
    {
        var wait = Wait();
        await _seed.DisposeAsync();

        var away = await Assert.ThrowsAsync<SeedAwayException>(
            () => wait.UntilTakenAsync("applications: []", TestContext.Current.CancellationToken));

        Assert.DoesNotContain(NotKnown, away.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_takes_no_connection_was_told_nothing_and_is_not_asked_again()
    {
        using var full = new FullListener();
        using var client = new AdminClient(
            AdminConnection.Of(full.Address, null) with { ConnectPatience = TimeSpan.FromMilliseconds(200) });
        var wait = new DeployWait(client, _terminal.Terminal, TimeSpan.FromMinutes(2));

        var away = await Assert.ThrowsAsync<SeedAwayException>(
            () => wait.UntilTakenAsync("applications: []", TestContext.Current.CancellationToken));

        Assert.EndsWith("does not answer: no connection within 0.2 s", away.Message, StringComparison.Ordinal);
        Assert.True(away.IsGone);
    }

    [Fact]
    public async Task A_seed_that_breaks_off_its_first_answer_to_a_question_is_not_asked_again()
    {
        _get = BreakAsync;

        await Assert.ThrowsAsync<SeedAwayException>(
            () => Wait().UntilChangedAsync(_ => "applications: []", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("look with status", "delete", "digits")]
    [InlineData("look with cluster show", "cluster", "down", "10.0.0.2:4053")]
    public async Task Whatever_changes_something_says_that_it_may_have_been_done(string where, params string[] command)
    {
        Assert.Equal(ExitCodes.Failed, await _terminal.RunAsync([.. command, "--address", _seed.Address]));

        Assert.Contains($"{NotKnown}: {where}", _terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("digits: being taken down", "delete", "digits")]
    [InlineData("every application is being taken down", "shutdown", "--yes")]
    public async Task A_deletion_that_was_taken_is_said_also_where_nobody_knows_what_it_led_to(string taken, params string[] command)
    {
        _delete = TakeAsync;
        _get = BreakAsync;

        Assert.Equal(ExitCodes.Failed, await _terminal.RunAsync([.. command, "--json", "--address", _seed.Address]));

        Assert.StartsWith(
            $"error: {taken}; what that led to is not known: {_seed.Address}/ does not answer", _terminal.Error, StringComparison.Ordinal);
        Assert.Empty(_terminal.Output);
    }

    private static async Task<IResult> BreakAsync(HttpContext context)
    {
        // What was asked is read, as a seed does that ends while it is at it.
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Abort();
        return Results.Empty;
    }

    private static Task<IResult> TakeAsync(HttpContext context) => Task.FromResult(Results.Text(Deployed, "application/json"));

    private void Puts(params Func<HttpContext, Task<IResult>>[] answers)
    {
        foreach (var answer in answers) _puts.Enqueue(answer);
    }

    private DeployWait Wait() => new(_seed.Client, _terminal.Terminal, TimeSpan.FromMinutes(2));

    /// <summary>Takes no connection more, and refuses none: what asks for one is not answered.</summary>
    private sealed class FullListener : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly List<Socket> _waiting = [];

        public FullListener()
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen(1);
            // More than are kept waiting, whatever the system makes of that number.
            for (var i = 0; i < 16; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
                _waiting.Add(socket);
                try
                {
                    socket.Connect(_listener.LocalEndPoint!);
                }
                catch (SocketException underWay) when (underWay.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
                {
                    // It is not to be waited for.
                }
            }
        }

        public string Address => $"http://{_listener.LocalEndPoint}";

        public void Dispose()
        {
            foreach (var socket in _waiting) socket.Dispose();
            _listener.Dispose();
        }
    }
}
