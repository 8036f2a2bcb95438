using ActorServe.Seed.Rollout;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Tests.Rollout;

/// <summary>What people read of a deployment.</summary>
public sealed class MessageSpecs
{
    private static readonly ReplicaEntry Starting = Some.Replica(2, 1, "new", ReplicaState.Starting) with
    {
        StartedAtMs = Some.Now.ToUnixTimeMilliseconds(),
    };

    private static readonly DeploymentState Wanted = new DeploymentState(Some.Deployment).SetTarget(Some.Target("new", replicas: 2));

    [Fact]
    public void A_start_that_takes_long_is_told_with_its_age_and_its_node()
    {
        var state = Wanted.Seeing(
            Starting, Starting with { Id = Starting.Id with { Number = 2 }, StartedAtMs = Starting.StartedAtMs + 60_000 });

        Assert.Equal("0 of 2 replicas run", state.Message(2, Some.Now.AddSeconds(59)));
        Assert.Equal("0 of 2 replicas run; one has been starting for 12 min at 10.0.0.2:4053", state.Message(2, Some.Now.AddMinutes(12.9)));
    }

    [Fact]
    public void It_is_told_beside_starts_that_failed()
    {
        var message = Wanted.Seeing(Starting).FailingTimes(1).Message(2, Some.Now.AddMinutes(2));

        Assert.EndsWith(
            "the last because: no such file; one has been starting for 2 min at 10.0.0.2:4053", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_told_behind_a_reason_that_is_a_sentence_goes_on_in_it()
    {
        var state = Wanted.Seeing(Some.Replica(1, 1, "old"), Some.Replica(2, 1, "old"));

        var one = state.FailingTimes(1, "No such file.").Message(1, Some.Now);
        var all = state.FailingTimes(6, "No such file.").Message(1, Some.Now);

        Assert.Equal("1 start failed and more are tried, the last because: No such file; 2 of another version keep serving", one);
        Assert.Equal("6 starts failed, the last because: No such file; 2 of another version keep serving", all);
        Assert.EndsWith(
            "the last because: No such file.", Wanted.FailingTimes(1, "No such file.").Message(1, Some.Now), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Where_a_node_does_not_tell_when_it_began_or_tells_nonsense_nothing_is_told(long startedAtMs) =>
        Assert.Equal("0 of 2 replicas run", Wanted.Seeing(Starting with { StartedAtMs = startedAtMs }).Message(2, Some.Now.AddHours(1)));
}
