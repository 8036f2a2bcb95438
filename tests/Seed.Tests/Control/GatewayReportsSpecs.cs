using ActorServe.Seed.Control;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Tests.Control;

public sealed class GatewayReportsSpecs
{
    private static readonly ServeConfig Config = Some.Serve(Some.Config(replicas: 1));

    private static readonly ApplicationConfig Digits = Config.Applications[0];

    private static readonly GatewayReports None = new GatewayReports().Wanted(new ServeConfig([]), new ServeTargets(1, Config));

    [Fact]
    public void Without_a_gateway_an_application_is_on_its_way() =>
        Assert.Equal((ApplicationStatus.Deploying, "no gateway is up"), None.Of(Digits, Some.Now));

    [Fact]
    public void One_gateway_that_serves_it_is_enough_while_others_start()
    {
        var reports = None.See(Some.Report(gateway: 8), Some.Now).See(Some.Report(isServing: false, gateway: 9), Some.Now);

        Assert.Equal((ApplicationStatus.Running, ""), reports.Of(Digits, Some.Now));
    }

    [Fact]
    public void A_gateway_that_drains_serves_nothing_any_more()
    {
        var served = None.See(Some.Report(), Some.Now).See(Some.Report() with { IsDraining = true }, Some.Now);

        Assert.Equal((ApplicationStatus.Unhealthy, "no gateway serves it any more"), served.Of(Digits, Some.Now));
        Assert.Equal(ApplicationStatus.Running, served.See(Some.Report(gateway: 8), Some.Now).Of(Digits, Some.Now).Status);
    }

    [Fact]
    public void What_only_a_gateway_that_drains_had_was_not_served_since_its_config_came() => Assert.Equal(
        (ApplicationStatus.Deploying, "no gateway serves it yet"),
        None.See(Some.Report() with { IsDraining = true }, Some.Now).Of(Digits, Some.Now));

    [Fact]
    public void Trouble_at_any_gateway_is_told()
    {
        var reports = None.See(Some.Report(isServing: false, message: "topic digits.requests is missing"), Some.Now);

        var (status, message) = reports.Of(Digits, Some.Now);
        Assert.Equal(ApplicationStatus.Deploying, status);
        Assert.Contains("digits.requests is missing", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_served_and_is_not_any_more_is_unhealthy()
    {
        var served = None.See(Some.Report(), Some.Now);

        Assert.Equal(
            ApplicationStatus.Unhealthy, served.See(Some.Report(false, "partition 3 is halted"), Some.Now).Of(Digits, Some.Now).Status);
        Assert.Equal(
            ApplicationStatus.Unhealthy, served.Of(Digits, Some.Now + FreshReports<ControlProtocol.GatewayReport>.Lifetime).Status);
        Assert.Equal(ApplicationStatus.Unhealthy, served.Forget(Some.Node(9).Address).Of(Digits, Some.Now).Status);
    }

    [Fact]
    public void A_report_of_older_targets_says_nothing_of_new_ones()
    {
        var reports = Changed(None.See(Some.Report(version: 1), Some.Now), Digits with { RoutePrefix = "/other" });

        Assert.Equal(ApplicationStatus.Deploying, reports.Of(Digits, Some.Now).Status);
        Assert.Equal(ApplicationStatus.Deploying, reports.See(Some.Report(version: 1), Some.Now).Of(Digits, Some.Now).Status);
        Assert.Equal(ApplicationStatus.Running, reports.See(Some.Report(version: 2), Some.Now).Of(Digits, Some.Now).Status);
    }

    [Fact]
    public void Another_number_of_replicas_and_another_application_leave_it_served_by_gateways_that_do_not_know_of_them_yet()
    {
        var served = None.See(Some.Report(version: 1), Some.Now);
        var scaled = Digits with { Deployments = [Some.Config(replicas: 5)] };

        var reports = Changed(served, scaled, Digits with { Name = "other", RoutePrefix = "/other" });

        Assert.Equal((ApplicationStatus.Running, ""), reports.Of(scaled, Some.Now));
        Assert.Equal(
            ApplicationStatus.Unhealthy, reports.See(Some.Report(isServing: false, version: 1), Some.Now).Of(scaled, Some.Now).Status);
    }

    [Fact]
    public void Whether_it_is_not_served_yet_or_not_any_more_is_told()
    {
        var starting = None.See(Some.Report(isServing: false), Some.Now);
        var stopped = None.See(Some.Report(), Some.Now).See(Some.Report(isServing: false), Some.Now);

        Assert.Equal("no gateway serves it yet", starting.Of(Digits, Some.Now).Message);
        Assert.Equal("no gateway serves it any more", stopped.Of(Digits, Some.Now).Message);
    }

    [Fact]
    public void One_that_was_deleted_and_comes_again_is_to_be_served_anew()
    {
        var gone = None.See(Some.Report(), Some.Now).Wanted(Config, new ServeTargets(2, new ServeConfig([]))).See(Some.Report(), Some.Now);

        Assert.Equal(
            ApplicationStatus.Deploying, gone.Wanted(new ServeConfig([]), new ServeTargets(3, Config)).Of(Digits, Some.Now).Status);
    }

    private static GatewayReports Changed(GatewayReports reports, params ApplicationConfig[] applications) =>
        reports.Wanted(Config, new ServeTargets(2, new ServeConfig([.. applications])));
}
