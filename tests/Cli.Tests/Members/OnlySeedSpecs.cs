using ActorServe.Cli.Members;
using ActorServe.Cli.Tests.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActorServe.Cli.Tests.Members;

/// <summary><c>actorserve cluster leave</c> of a seed, which is played.</summary>
public sealed class OnlySeedSpecs : IAsyncLifetime
{
    private readonly TestTerminal _terminal = new();
    private readonly List<MemberReading> _members = [Seen.Member(1, role: "seed"), Seen.Member(2)];
    private PlayedSeed _seed = null!;
    private int _told;

    public async ValueTask InitializeAsync() => _seed = await PlayedSeed.StartAsync(seed =>
    {
        seed.MapGet("/api/cluster", () => Results.Text(Seen.Json(_members), "application/json"));
        seed.MapPost("/api/cluster/leave", () =>
        {
            _told++;
            return Results.Text(Seen.Json(_members[0]), "application/json", statusCode: 202);
        });
    });

    public ValueTask DisposeAsync() => _seed.DisposeAsync();

    [Fact]
    public async Task The_only_seed_is_told_to_go_only_where_that_is_meant()
    {
        Assert.Equal(ExitCodes.Usage, await LeaveAsync());

        Assert.Equal(0, _told);
        Assert.Matches("error: 10.0.0.1:4053 is the only seed: .*; say --yes where that is meant\n", _terminal.Error);
        Assert.Equal(ExitCodes.Ok, await LeaveAsync("--yes"));
        Assert.Equal(1, _told);
    }

    [Fact]
    public async Task One_of_several_seeds_just_goes()
    {
        _members.Add(Seen.Member(3, role: "seed"));

        Assert.Equal(ExitCodes.Ok, await LeaveAsync());

        Assert.Equal(1, _told);
    }

    private Task<int> LeaveAsync(params string[] args) =>
        _terminal.RunAsync(["cluster", "leave", "10.0.0.1:4053", "--no-wait", .. args, "--address", _seed.Address]);
}
