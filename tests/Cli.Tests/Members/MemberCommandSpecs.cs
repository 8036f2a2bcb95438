using System.Text.Json;
using ActorServe.Cli.Tests.Control;
using ActorServe.TestSupport;

namespace ActorServe.Cli.Tests.Members;

/// <summary>The commands about members, against a cluster in this process: one node that is all three, and a replica node.</summary>
public sealed class MemberCommandSpecs : IAsyncLifetime
{
    private static readonly string Models = Path.GetDirectoryName(DigitsSample.File)!;

    private readonly TestTerminal _terminal = new();
    private TestCluster _cluster = null!;

    private string Seed => $"127.0.0.1:{_cluster.Seed.Port}";

    public async ValueTask InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync(Models);
        // It has joined itself before long.
        await Eventually.AssertAsync(async () =>
            Assert.Equal(ExitCodes.Ok, await new TestTerminal().RunAsync("cluster", "status", "--address", _cluster.Address)));
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Theory]
    [InlineData("cluster")]
    [InlineData("cluster", "show")]
    public async Task The_cluster_is_shown_with_ages_versions_and_the_controllers_place(params string[] command)
    {
        Assert.Equal(ExitCodes.Ok, await AskAsync(command));

        Assert.StartsWith("ADDRESS ", _terminal.Output, StringComparison.Ordinal);
        Assert.Matches(
            @"akka.tcp://actorserve@127.0.0.1:\d+  gateway,replica,seed  UP +(\d+ s)? +\d+\.\d+\.\d+\S* +controller", _terminal.Output);
    }

    [Fact]
    public async Task Status_is_one_line_and_its_exit_code_is_the_verdict()
    {
        Assert.Equal(ExitCodes.Ok, await AskAsync("cluster", "status"));

        Assert.Equal($"ok: 1 member (1 gateway, 1 replica, 1 seed); controller and leader at {Seed}\n", _terminal.Output);
    }

    [Theory]
    [InlineData("cluster", "status", "--json")]
    [InlineData("cluster", "--json", "status")]
    public async Task Options_of_a_seed_and_json_may_stand_on_both_sides_of_the_word_behind_cluster(params string[] command)
    {
        Assert.Equal(ExitCodes.Ok, await AskAsync(command));

        using var json = JsonDocument.Parse(_terminal.Output);
        Assert.True(json.RootElement.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task A_member_leaves_and_the_command_waits_until_it_is_gone()
    {
        await using var other = await TestMember.JoinAsync(_cluster.Seed, Models);

        Assert.Equal(ExitCodes.Ok, await AskAsync("cluster", "leave", other.Endpoint));

        Assert.Matches($@"{other.Endpoint}: gone after [\d.]+ s\n$", _terminal.Output);
        await other.Ended;
    }

    [Fact]
    public async Task Leaving_with_json_prints_how_it_ended_and_nothing_else()
    {
        await using var other = await TestMember.JoinAsync(_cluster.Seed, Models);

        Assert.Equal(ExitCodes.Ok, await AskAsync("cluster", "leave", other.Endpoint, "--json"));

        using var json = JsonDocument.Parse(_terminal.Output);
        Assert.EndsWith(other.Endpoint, json.RootElement.GetProperty("address").GetString(), StringComparison.Ordinal);
        Assert.True(json.RootElement.GetProperty("gone").GetBoolean());
    }

    [Fact]
    public async Task Not_waiting_ends_when_the_member_is_told()
    {
        await using var other = await TestMember.JoinAsync(_cluster.Seed, Models);

        Assert.Equal(ExitCodes.Ok, await AskAsync("cluster", "leave", other.Endpoint, "--no-wait"));
        Assert.Equal($"{other.Endpoint}: told to go\n", _terminal.Output);
        await other.Ended;
    }

    [Theory]
    [InlineData("leave")]
    [InlineData("down")]
    public async Task A_member_that_is_not_there_is_told_with_those_that_are(string command)
    {
        Assert.Equal(ExitCodes.Failed, await AskAsync("cluster", command, "nowhere:1"));

        Assert.Equal($"error: there is no member nowhere:1; expected one of {Seed}\n", _terminal.Error);
    }

    [Fact]
    public async Task A_member_that_can_be_reached_is_downed_only_by_force()
    {
        await using var other = await TestMember.JoinAsync(_cluster.Seed, Models);

        Assert.Equal(ExitCodes.Failed, await AskAsync("cluster", "down", other.Endpoint));
        Assert.Contains($"error: {other.Endpoint} can be reached", _terminal.Error, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Ok, await AskAsync("cluster", "down", other.Endpoint, "--force"));
        await other.Ended;
    }

    [Fact]
    public async Task Tail_tells_a_member_that_joins_and_leaves_until_it_is_stopped()
    {
        using var stopping = new CancellationTokenSource();
        var tail = _terminal.RunAsync(stopping.Token, "cluster", "tail", "--address", _cluster.Address);
        await _terminal.SaysAsync("ok: 1 member", tail);

        var other = await TestMember.JoinAsync(_cluster.Seed, Models);
        var endpoint = other.Endpoint;
        await _terminal.SaysAsync($"up           {endpoint}  replica", tail);
        await other.DisposeAsync();
        await _terminal.SaysAsync($"removed      {endpoint}  replica", tail);

        await stopping.CancelAsync();
        Assert.Equal(ExitCodes.Ok, await tail);
    }

    [Fact]
    public async Task Draining_a_replica_node_tells_what_it_still_has_and_ends_when_it_is_gone()
    {
        await using var other = await TestMember.JoinAsync(_cluster.Seed, Models);

        Assert.Equal(ExitCodes.Ok, await AskAsync("drain", other.Endpoint));

        Assert.Matches($@"{other.Endpoint}: (UP|LEAVING|EXITING); 0 replicas left\n", _terminal.Output);
        Assert.Matches($@"{other.Endpoint}: gone after [\d.]+ s\n$", _terminal.Output);
    }

    [Theory]
    [InlineData("--role", "gateway")]
    [InlineData("--role", "replica")]
    public async Task The_last_node_of_a_role_is_drained_only_where_that_is_meant(params string[] which)
    {
        Assert.Equal(ExitCodes.Usage, await AskAsync(["drain", .. which]));

        Assert.Matches("error: this leaves no .+ that is up; say --yes where that is meant\n", _terminal.Error);
    }

    private Task<int> AskAsync(params string[] args) => _terminal.RunAsync([.. args, "--address", _cluster.Address]);
}
