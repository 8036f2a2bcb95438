using ActorServe.Seed.Control;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Tests.Control;

public sealed class GatewayMembersSpecs
{
    private const int Gateway = 9;

    private static readonly string Address = Some.Node(Gateway).Address;

    private static readonly GatewayMembers Up = new GatewayMembers().Up(Address);

    private static readonly GatewayMembers Known = Up.Reported(Some.Node(Gateway));

    [Fact]
    public void One_that_reports_and_knows_the_targets_is_healthy_whatever_its_applications_do() =>
        Assert.Equal(ProxyStatus.Healthy, StatusOf(Known, Some.Report(isServing: false, message: "its topic is missing")));

    [Fact]
    public void One_starts_until_it_reports_and_knows_the_targets_that_there_are()
    {
        Assert.Equal(ProxyStatus.Starting, StatusOf(Up));
        Assert.Equal(ProxyStatus.Starting, StatusOf(Known, Some.Report(version: 0)));
        Assert.Equal(ProxyStatus.Healthy, StatusOf(Known, Some.Report(version: 0), targets: 0));
    }

    [Fact]
    public void One_that_cannot_be_reached_or_reports_nothing_any_more_is_unhealthy_and_stays_in_the_list()
    {
        Assert.Equal(ProxyStatus.Unhealthy, StatusOf(Up.Reachable(Address, isReachable: false)));
        Assert.Equal(ProxyStatus.Unhealthy, StatusOf(Known));
        Assert.Equal(ProxyStatus.Healthy, StatusOf(Known.Reachable(Address, false).Reachable(Address, true), Some.Report()));
    }

    [Fact]
    public void One_that_is_on_its_way_out_drains_as_the_cluster_or_itself_says()
    {
        Assert.Equal(ProxyStatus.Draining, StatusOf(Known, Some.Report() with { IsDraining = true }));
        Assert.Equal(ProxyStatus.Draining, StatusOf(Known.Left(Address)));
    }

    [Fact]
    public void One_that_is_removed_is_gone_and_another_on_its_address_starts_anew()
    {
        Assert.Empty(Known.Gone(Address).Statuses([], 1));
        Assert.Equal(ProxyStatus.Starting, StatusOf(Known.Gone(Address).Up(Address)));
    }

    [Fact]
    public void What_a_report_of_no_member_says_makes_it_none() =>
        Assert.Empty(new GatewayMembers().Reported(Some.Node(Gateway)).Reachable(Address, true).Left(Address).Statuses([Some.Report()], 1));

    private static ProxyStatus StatusOf(GatewayMembers gateways, ControlProtocol.GatewayReport? report = null, long targets = 1)
    {
        var proxy = Assert.Single(gateways.Statuses(report is null ? [] : [report], targets));
        Assert.Equal(Address, proxy.Address);
        return proxy.Status;
    }
}
