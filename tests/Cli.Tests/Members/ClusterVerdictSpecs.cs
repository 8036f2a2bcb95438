using ActorServe.Cli.Members;

namespace ActorServe.Cli.Tests.Members;

public sealed class ClusterVerdictSpecs
{
    private static readonly MemberReading Seed = Seen.Member(1, role: "seed");

    [Fact]
    public void A_cluster_that_is_well_is_told_with_its_roles_and_its_places() => Assert.Equal(
        "ok: 3 members (2 replica, 1 seed); controller and leader at 10.0.0.1:4053",
        ClusterVerdict.Of(Seen.Cluster(Seed, Seen.Member(2), Seen.Member(3))).Line);

    [Fact]
    public void Members_that_come_and_go_are_told_and_no_fault()
    {
        var verdict = ClusterVerdict.Of(Seen.Cluster(Seed, Seen.Member(2, "JOINING"), Seen.Member(3, "EXITING")));

        Assert.True(verdict.IsWell);
        Assert.Contains("1 joining (10.0.0.2:4053); 1 leaving (10.0.0.3:4053)", verdict.Line, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_fault_is_named()
    {
        var cluster = Seen.Cluster(Seen.Member(2, isReachable: false), Seen.Member(3, "DOWN")) with { Controller = null, Leader = null };

        var verdict = ClusterVerdict.Of(cluster);

        Assert.Equal(["1 unreachable (10.0.0.2:4053)", "1 down (10.0.0.3:4053)", "no controller", "no leader"], verdict.Faults);
        Assert.Equal(
            "not well: 2 members (2 replica); 1 unreachable (10.0.0.2:4053); 1 down (10.0.0.3:4053); no controller; no leader",
            verdict.Line);
    }

    [Fact]
    public void A_leader_elsewhere_than_the_controller_is_told()
    {
        var verdict = ClusterVerdict.Of(Seen.Cluster(Seed) with { Leader = Seen.AddressOf(2) });

        Assert.EndsWith("controller at 10.0.0.1:4053; leader at 10.0.0.2:4053", verdict.Line, StringComparison.Ordinal);
    }
}
