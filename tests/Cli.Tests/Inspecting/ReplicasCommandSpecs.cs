using ActorServe.Cli.Inspecting;

namespace ActorServe.Cli.Tests.Inspecting;

public sealed class ReplicasCommandSpecs
{
    [Theory]
    [InlineData(null)]
    [InlineData("digits")]
    [InlineData("digits/classifier")]
    public void Replicas_are_found_by_application_and_deployment(string? which) =>
        Assert.Equal("2f-1", Assert.Single(ReplicasCommand.Find(ServingAnswer.Read(), which)).Replica.Id);

    [Theory]
    [InlineData("letters", "there is no application letters; deployed: digits")]
    [InlineData("digits/reader", "there is no deployment reader in digits; there: classifier")]
    public void What_is_not_deployed_is_told_with_what_is(string which, string error) =>
        Assert.Equal(error, Assert.Throws<CommandFailedException>(() => ReplicasCommand.Find(ServingAnswer.Read(), which)).Message);

    [Fact]
    public void Health_checks_that_failed_are_told_with_what_the_last_one_said() => Assert.Equal(
        "2 failed checks: it has a cold",
        ReplicasCommand.HealthOf(Assert.Single(ReplicasCommand.Find(ServingAnswer.Read(failedChecks: 2), null)).Replica));

    [Fact]
    public void A_replica_on_a_node_that_cannot_be_reached_is_no_running_one()
    {
        var deployment = Assert.Single(Assert.Single(ServingReading.Of(ServingAnswer.Of(isReachable: false)).Applications).Deployments);

        Assert.Equal(0, deployment.Running);
        Assert.Equal(("UNREACHABLE", "unknown"), (deployment.Replicas[0].State, ReplicasCommand.HealthOf(deployment.Replicas[0])));
    }

    [Fact]
    public void A_seed_that_tells_no_load_leaves_it_unknown()
    {
        var replica = Assert.Single(ReplicasCommand.Find(ServingAnswer.Read(load: "null"), null)).Replica;

        Assert.Null(replica.Load);
        Assert.Equal("unknown", ReplicasCommand.HealthOf(replica));
        Assert.Equal(64, replica.MostOngoing);
    }
}
