using ActorServe.Cli.Control;
using ActorServe.Cli.Members;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActorServe.Cli.Tests.Members;

/// <summary>A member on its way out, played by a server that tells of it what the specs want.</summary>
public sealed class LeaveWaitSpecs : IAsyncLifetime
{
    private static readonly MemberReading Leaver = Seen.Member(2);
    private static readonly string[] Nobody = ["not even the seed"];

    private readonly TestTerminal _terminal = new();
    private readonly WebApplication _seed = NewSeed();
    private readonly Queue<string[]> _answers = [];
    private string _address = "";
    private TaskCompletionSource? _silence;

    public async ValueTask InitializeAsync()
    {
        _seed.MapGet("/api/cluster", async () =>
        {
            if (_silence is { } silence) await silence.Task;
            return Answer();
        });
        await _seed.StartAsync(TestContext.Current.CancellationToken);
        _address = _seed.Urls.Single();
    }

    public ValueTask DisposeAsync() => _seed.DisposeAsync();

    [Fact]
    public async Task Each_stage_is_told_once_until_the_member_is_gone()
    {
        foreach (var stage in (string[])["LEAVING", "LEAVING", "EXITING"]) _answers.Enqueue([stage]);
        _answers.Enqueue([]);

        var end = await Wait(TimeSpan.FromMinutes(2)).UntilGoneAsync(Leaver, TestContext.Current.CancellationToken);

        Assert.True(end.Gone);
        Assert.Matches(@"^10.0.0.2:4053: LEAVING\n10.0.0.2:4053: EXITING\n10.0.0.2:4053: gone after [\d.]+ s\n$", _terminal.Output);
    }

    [Fact]
    public async Task It_ends_when_its_time_is_over_and_says_that_the_member_goes_on()
    {
        _answers.Enqueue(["EXITING"]);

        var end = await Wait(TimeSpan.Zero).UntilGoneAsync(Leaver, TestContext.Current.CancellationToken);

        Assert.False(end.Gone);
        Assert.Equal("error: 10.0.0.2:4053 is still a member after 0 s, and goes on leaving\n", _terminal.Error);
    }

    [Fact]
    public async Task A_seed_that_leaves_itself_is_gone_when_it_does_not_answer_any_more()
    {
        _answers.Enqueue(["EXITING"]);
        var wait = Wait(TimeSpan.FromMinutes(2));

        var end = wait.UntilGoneAsync(Seen.Member(1), TestContext.Current.CancellationToken);
        await _terminal.SaysAsync("10.0.0.1:4053: UP", end);
        await _seed.StopAsync(TestContext.Current.CancellationToken);

        Assert.True((await end).Gone);
    }

    [Fact]
    public async Task A_seed_that_restarts_is_waited_for_where_it_is_another_that_leaves()
    {
        await _seed.StopAsync(TestContext.Current.CancellationToken);

        var end = await Wait(TimeSpan.Zero).UntilGoneAsync(Leaver, TestContext.Current.CancellationToken);

        Assert.False(end.Gone);
        Assert.Contains("10.0.0.2:4053: http://127.0.0.1", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seed_that_has_just_started_and_knows_nobody_does_not_make_a_member_gone()
    {
        _answers.Enqueue(["LEAVING"]);
        _answers.Enqueue(Nobody);
        _answers.Enqueue(["EXITING"]);
        _answers.Enqueue([]);

        var end = await Wait(TimeSpan.FromMinutes(2)).UntilGoneAsync(Leaver, TestContext.Current.CancellationToken);

        Assert.True(end.Gone);
        Assert.Matches("LEAVING\n.* has not joined the cluster yet\n.*EXITING\n.*gone after", _terminal.Output);
    }

    [Fact]
    public async Task Progress_that_does_not_come_keeps_nobody_from_seeing_that_the_member_is_gone()
    {
        _answers.Enqueue(["LEAVING"]);
        _answers.Enqueue([]);
        var client = new AdminClient(AdminConnection.Of(_address, null));
        var wait = new LeaveWait(client, _terminal.Terminal, TimeSpan.FromMinutes(2)) { Progress = NeverAsync };

        var end = await wait.UntilGoneAsync(Leaver, TestContext.Current.CancellationToken);

        Assert.True(end.Gone);
        Assert.StartsWith("10.0.0.2:4053: LEAVING\n", _terminal.Output, StringComparison.Ordinal);

        static async Task<string> NeverAsync(MemberReading member, CancellationToken stopping)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stopping);
            return "";
        }
    }

    [Fact]
    public async Task A_seed_that_says_nothing_does_not_outlast_the_time()
    {
        _silence = new TaskCompletionSource();

        var end = await Wait(TimeSpan.Zero).UntilGoneAsync(Leaver, TestContext.Current.CancellationToken);
        _silence.SetResult();

        Assert.InRange(end.Seconds, 0, 50);
        Assert.Contains("does not answer in time", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seed_that_leaves_itself_and_is_no_member_any_more_is_gone()
    {
        _answers.Enqueue(Nobody);

        Assert.True((await Wait(TimeSpan.Zero).UntilGoneAsync(Seen.Member(1), TestContext.Current.CancellationToken)).Gone);
    }

    private static WebApplication NewSeed()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }

    // The last answer is given for ever.
    private IResult Answer()
    {
        var leaver = _answers.Count > 1 ? _answers.Dequeue() : _answers.TryPeek(out var last) ? last : [];
        var members = leaver.Select(status => Seen.Member(2, status)).Prepend(Seen.Member(1, role: "seed"));
        return Results.Text(Seen.Json(leaver == Nobody ? [] : members), "application/json");
    }

    private LeaveWait Wait(TimeSpan timeout) => new(new AdminClient(AdminConnection.Of(_address, null)), _terminal.Terminal, timeout);
}
