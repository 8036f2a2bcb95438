using System.Collections.Immutable;
using System.Text.Json;
using ActorServe.Cli.Inspecting;
using ActorServe.Cli.Members;

namespace ActorServe.Cli.Tests.Members;

public sealed class ServesWithoutSpecs
{
    private static readonly MemberReading Seed = Seen.Member(1, role: "seed"), First = Seen.Member(2), Second = Seen.Member(3);
    private static readonly MemberReading Gateway = Seen.Member(4, role: "gateway"), OtherGateway = Seen.Member(5, role: "gateway");

    [Fact]
    public void A_replica_node_may_go_where_another_runs_what_it_runs() =>
        Assert.Empty(Missing(Second, Serving(replicas: [(2, "RUNNING"), (3, "RUNNING")])));

    [Theory]
    [InlineData("STARTING")]
    [InlineData("DRAINING")]
    public void It_has_to_wait_while_the_other_does_not_run_it_yet_or_any_more(string state) =>
        Assert.Equal(["digits/classifier runs on no other node"], Missing(Second, Serving(replicas: [(2, state), (3, "RUNNING")])));

    [Fact]
    public void A_replica_on_a_node_that_cannot_be_reached_or_is_no_member_does_not_count()
    {
        var cluster = Seen.Cluster(Seed, Seen.Member(2, isReachable: false), Second);

        Assert.Single(ServesWithout.Missing(Serving(replicas: [(2, "RUNNING"), (3, "RUNNING"), (9, "RUNNING")]), cluster, Second));
    }

    [Fact]
    public void What_does_not_run_there_keeps_nobody() =>
        Assert.Empty(Missing(Second, Serving(replicas: [(2, "STARTING"), (3, "STARTING")])));

    [Fact]
    public void Of_one_replica_in_all_there_is_no_other_to_wait_for() =>
        Assert.Empty(Missing(Second, Serving(replicas: [(3, "RUNNING")], config: """{ "num_replicas": 1 }""")));

    [Fact]
    public void What_has_all_its_replicas_there_has_no_other_to_wait_for() =>
        Assert.Empty(Missing(Second, Serving(replicas: [(3, "RUNNING"), (3, "RUNNING")], config: """{ "num_replicas": 2 }""")));

    [Theory]
    [InlineData(2, "STARTING")]
    [InlineData(3, "STARTING")]
    public void It_has_to_wait_while_one_that_is_missing_may_come(int node, string state) => Assert.Equal(
        ["digits/classifier runs on no other node"],
        Missing(Second, Serving(replicas: [(node, state), (3, "RUNNING")], config: """{ "num_replicas": 2 }""")));

    [Fact]
    public void It_has_to_wait_for_one_that_takes_over_elsewhere() =>
        Assert.Single(Missing(Second, Serving(replicas: [(2, "STARTING"), (3, "RUNNING")], config: """{ "num_replicas": 1 }""")));

    [Fact]
    public void A_gateway_may_go_where_another_serves_what_it_serves()
    {
        Assert.Empty(Missing(Gateway, Serving(gateways: [(4, true), (5, true)])));
        Assert.Equal(["no other gateway serves digits"], Missing(Gateway, Serving(gateways: [(4, true), (5, false)])));
        Assert.Empty(Missing(OtherGateway, Serving(gateways: [(4, true), (5, false)])));
    }

    [Fact]
    public void A_gateway_that_drains_is_no_other_although_it_is_up_and_says_that_it_serves()
    {
        var serving = Serving(gateways: [(4, true), (5, true)], draining: 5);
        var cluster = Seen.Cluster(Seed, First, Second, Gateway, OtherGateway);

        Assert.Equal(["no other gateway serves digits"], Missing(Gateway, serving));
        Assert.Equal(["gateway"], DrainChoice.MissingWithout(serving.Staying(cluster), Gateway));
        Assert.Empty(DrainChoice.MissingWithout(serving.Staying(cluster), OtherGateway));
    }

    private static ImmutableArray<string> Missing(MemberReading member, ServingReading serving) =>
        ServesWithout.Missing(serving, Seen.Cluster(Seed, First, Second, Gateway, OtherGateway), member);

    private static ServingReading Serving(
        (int Node, string State)[]? replicas = null, (int Node, bool IsServing)[]? gateways = null, string config = "{}",
        int draining = 0)
    {
        using var answer = JsonDocument.Parse(Seen.Serving(replicas ?? [], gateways ?? [], config, draining));
        return ServingReading.Of(answer.RootElement);
    }
}
