using ActorServe.Seed.Control;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Tests.Control;

public sealed class ReplicaNodeReportsSpecs
{
    private static readonly ControlProtocol.ReplicaNodeReport Report = new(Some.Node(1), [new ReplicaLoadReport(1, 5, 2, 40, 3, 5_000)]);

    [Fact]
    public void The_last_report_of_each_node_is_told_as_long_as_it_is_fresh()
    {
        var other = Report with { Node = Some.Node(2) };
        var reports = new ReplicaNodeReports().See(Report with { Replicas = [] }, Some.Now).See(Report, Some.Now).See(other, Some.Now.AddSeconds(3));

        Assert.Equal([Report, other], reports.Fresh(Some.Now.AddSeconds(4)));
        Assert.Equal([other], reports.Fresh(Some.Now + GatewayReports.Lifetime));
    }

    [Fact]
    public void A_process_on_the_address_of_a_former_one_replaces_its_report()
    {
        var restarted = Report with { Node = Report.Node with { Incarnation = 77 } };

        Assert.Equal([restarted], new ReplicaNodeReports().See(Report, Some.Now).See(restarted, Some.Now).Fresh(Some.Now));
    }

    [Fact]
    public void A_node_that_is_gone_is_forgotten() =>
        Assert.Empty(new ReplicaNodeReports().See(Report, Some.Now).Forget(Report.Node.Address).Fresh(Some.Now));
}
