using System.Collections.Immutable;
using System.Text.Json;
using ActorServe.Cli.Members;
using ActorServe.Cli.Tests.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActorServe.Cli.Tests.Members;

/// <summary><c>actorserve drain --role replica</c> of two nodes, which a played seed tells of.</summary>
public sealed class DrainingSpecs : IAsyncLifetime
{
    private readonly TestTerminal _terminal = new();
    private readonly List<string> _told = [];
    private PlayedSeed _seed = null!;
    private ImmutableArray<MemberReading> _replicas = [Seen.Member(2), Seen.Member(3)];
    private Func<int, ImmutableArray<MemberReading>> _afterFirst = _ => [Seen.Member(3)];
    private Func<IResult> _serving = () => Serves();
    private Task _silence = Task.CompletedTask;
    private Func<int, int?> _refusal = _ => null;
    private int _looks;
    private bool _isUnknownOnly;
    private MemberReading? _gone;

    public async ValueTask InitializeAsync() => _seed = await PlayedSeed.StartAsync(seed =>
    {
        seed.MapGet("/api/cluster", () => Results.Text(Seen.Json(Now().Prepend(Seen.Member(1, role: "seed"))), "application/json"));
        seed.MapGet("/api/serve/applications/", async () =>
        {
            await _silence;
            return _serving();
        });
        seed.MapPost("/api/cluster/leave", LeaveAsync);
    });

    public ValueTask DisposeAsync() => _seed.DisposeAsync();

    [Fact]
    public async Task The_second_goes_when_the_first_is_back()
    {
        _afterFirst = looks => looks < 4 ? [Seen.Member(3)] : [Seen.Member(3), Seen.Member(2, uid: 22)];

        Assert.Equal(ExitCodes.Ok, await DrainAsync());

        Assert.Equal([Seen.AddressOf(2), Seen.AddressOf(3)], _told);
        Assert.Matches(
            @"10.0.0.2:4053: gone after .*\n10.0.0.3:4053: waits: no other replica node is up\n10.0.0.3:4053: gone after",
            _terminal.Output);
    }

    [Fact]
    public async Task The_second_stays_until_the_first_serves_what_it_serves()
    {
        _afterFirst = _ => [Seen.Member(3), Seen.Member(2, uid: 22)];
        string[] states = ["STARTING", "STARTING", "RUNNING"];
        var asked = 0;
        _serving = () => _told.Count == 0 ? Serves() : Serves((2, states[Math.Min(asked++, 2)]), (3, "RUNNING"));

        Assert.Equal(ExitCodes.Ok, await DrainAsync());

        Assert.Equal([Seen.AddressOf(2), Seen.AddressOf(3)], _told);
        Assert.Contains("10.0.0.3:4053: waits: digits/classifier runs on no other node\n", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_stay_while_nobody_knows_what_is_served()
    {
        _serving = () => Results.Json(new { error = "no controller answered" }, statusCode: 503);

        Assert.Equal(ExitCodes.Failed, await DrainAsync("--timeout", "0.1"));

        Assert.Empty(_told);
        Assert.Matches(@"error: 10.0.0.2:4053 was not told to go: .*no controller answered after 0.1 s\n", _terminal.Error);
    }

    [Fact]
    public async Task A_controller_that_says_nothing_does_not_outlast_the_time()
    {
        var over = new TaskCompletionSource();
        _silence = over.Task;

        Assert.Equal(ExitCodes.Failed, await DrainAsync("--timeout", "0.1"));

        over.SetResult();
        Assert.Empty(_told);
        Assert.Contains("the controller does not answer in time after 0.1 s", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_stays_where_the_first_does_not_come_back()
    {
        Assert.Equal(ExitCodes.Failed, await DrainAsync("--timeout", "0.1"));

        Assert.Equal([Seen.AddressOf(2)], _told);
        Assert.Equal("error: 10.0.0.3:4053 was not told to go: no other replica node is up after 0.1 s\n", _terminal.Error);
    }

    [Fact]
    public async Task Both_go_at_once_where_that_is_meant()
    {
        Assert.Equal(ExitCodes.Ok, await DrainAsync("--yes"));

        Assert.Equal([Seen.AddressOf(2), Seen.AddressOf(3)], _told);
    }

    [Fact]
    public async Task One_alone_is_refused_before_anything_is_done()
    {
        _replicas = [Seen.Member(2)];

        Assert.Equal(ExitCodes.Usage, await DrainAsync());

        Assert.Empty(_told);
    }

    [Fact]
    public async Task Nodes_that_are_gone_are_told_as_json_also_where_the_others_stay()
    {
        Assert.Equal(ExitCodes.Failed, await DrainAsync("--json", "--timeout", "0.1"));

        using var json = JsonDocument.Parse(_terminal.Output);
        var node = Assert.Single(json.RootElement.GetProperty("nodes").EnumerateArray());
        Assert.Equal((Seen.AddressOf(2), true), (node.GetProperty("address").GetString(), node.GetProperty("gone").GetBoolean()));
    }

    [Fact]
    public async Task Nodes_that_are_gone_are_told_as_json_also_where_it_is_interrupted()
    {
        using var stopping = new CancellationTokenSource();
        _afterFirst = looks =>
        {
            if (looks == 2) stopping.Cancel();
            return [Seen.Member(3)];
        };

        Assert.Equal(
            ExitCodes.Interrupted,
            await _terminal.RunAsync(stopping.Token, "drain", "--role", "replica", "--json", "--address", _seed.Address));

        using var json = JsonDocument.Parse(_terminal.Output);
        Assert.True(Assert.Single(json.RootElement.GetProperty("nodes").EnumerateArray()).GetProperty("gone").GetBoolean());
    }

    [Fact]
    public async Task One_that_is_gone_before_it_is_told_to_go_counts_as_gone_and_the_next_goes()
    {
        _afterFirst = _ => [];
        _refusal = member => member == 2 ? 404 : null;

        Assert.Equal(ExitCodes.Ok, await DrainAsync("--yes"));

        Assert.Equal([Seen.AddressOf(3)], _told);
        Assert.StartsWith("10.0.0.2:4053: gone already\n10.0.0.3:4053: gone after", _terminal.Output, StringComparison.Ordinal);
        Assert.Empty(_terminal.Error);
    }

    [Fact]
    public async Task One_that_is_a_member_all_the_same_is_not_gone_where_a_seed_did_not_know_of_it()
    {
        (_refusal, _isUnknownOnly) = (member => member == 2 ? 404 : null, true);

        Assert.Equal(ExitCodes.Failed, await DrainAsync("--yes"));

        Assert.Empty(_told);
        Assert.Contains("error: not so", _terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, ExitCodes.Ok)]
    [InlineData(409, ExitCodes.Failed)]
    public async Task Only_nodes_that_were_told_to_go_are_told_as_json(int status, int ended)
    {
        _refusal = member => member == 3 ? status : null;

        Assert.Equal(ended, await DrainAsync("--yes", "--json"));

        using var json = JsonDocument.Parse(_terminal.Output);
        var node = Assert.Single(json.RootElement.GetProperty("nodes").EnumerateArray());
        Assert.Equal(Seen.AddressOf(2), node.GetProperty("address").GetString());
    }

    private static IResult Serves(params (int Node, string State)[] replicas) =>
        Results.Text(Seen.Serving(replicas, []), "application/json");

    // Looks are counted from when the first was told to go, which is gone at once.
    private ImmutableArray<MemberReading> Now()
    {
        var members = _told.Count switch { 0 => _replicas, 1 => _afterFirst(++_looks), _ => [] };
        return _gone is null ? members : [.. members.Where(member => !member.IsSameAs(_gone))];
    }

    private async Task<IResult> LeaveAsync(HttpRequest request)
    {
        using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
        var address = body.RootElement.GetProperty("address").GetString()!;
        var member = _replicas.First(m => m.Address == address);
        if (_refusal((int)member.Uid) is { } status)
        {
            if (status == 404 && !_isUnknownOnly) _gone = member;
            return Results.Json(new { error = "not so" }, statusCode: status);
        }

        _told.Add(address);
        return Results.Text(Seen.Json(member), "application/json", statusCode: 202);
    }

    private Task<int> DrainAsync(params string[] args) =>
        _terminal.RunAsync(["drain", "--role", "replica", .. args, "--address", _seed.Address]);
}
