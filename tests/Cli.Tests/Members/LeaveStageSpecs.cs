using ActorServe.Cli.Members;

namespace ActorServe.Cli.Tests.Members;

public sealed class LeaveStageSpecs
{
    private static readonly MemberReading Member = Seen.Member(2, "LEAVING");

    [Fact]
    public void A_member_is_where_the_cluster_sees_it() =>
        Assert.Equal("EXITING", LeaveStage.Of(Seen.Cluster(Seen.Member(2, "EXITING")), Member));

    [Fact]
    public void It_is_gone_with_its_process_also_where_another_has_its_address()
    {
        Assert.Null(LeaveStage.Of(Seen.Cluster(Seen.Member(1)), Member));
        Assert.Null(LeaveStage.Of(Seen.Cluster(Seen.Member(2, uid: 99)), Member));
    }

    [Fact]
    public void Who_holds_it_up_is_named() => Assert.Equal(
        "LEAVING; no member moves on while 10.0.0.3:4053 cannot be reached",
        LeaveStage.Of(Seen.Cluster(Member, Seen.Member(3, isReachable: false), Seen.Member(4, "DOWN", isReachable: false)), Member));
}
