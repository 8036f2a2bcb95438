using ActorServe.Gateway.Reporting;
using ActorServe.Routing;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using Akka.Actor;

namespace ActorServe.Gateway.Tests;

/// <summary>The gateway, over pipelines and routers that are played.</summary>
public sealed class GatewayActorSpecs : GatewayActorTestKit
{
    [Fact]
    public async Task Every_application_runs_with_the_router_of_its_ingress()
    {
        var gateway = Start();

        gateway.Tell(new GatewayProtocol.ApplyApplications(ConfigOf(App("a"), App("b"))));

        await RunningAsync(gateway, "a", "b");
        Assert.Equal(ActorPaths.Router(new DeploymentId("a", "model")), _prepared.Single(p => p.Application == "a").Router.Path.Name);
    }

    [Fact]
    public async Task An_application_that_is_gone_is_drained_and_its_router_stopped()
    {
        var gateway = Start();
        gateway.Tell(new GatewayProtocol.ApplyApplications(ConfigOf(App("a"), App("b"))));
        await RunningAsync(gateway, "a", "b");
        var router = _prepared.Single(p => p.Application == "a").Router;
        await WatchAsync(router);

        gateway.Tell(new GatewayProtocol.ApplyApplications(ConfigOf(App("b"))));
        await AwaitAssertAsync(() => Assert.True(_runs["a"].IsDraining));
        _runs["a"].End();

        await ExpectTerminatedAsync(router, TimeSpan.FromSeconds(10));
        await RunningAsync(gateway, "b");
        Assert.False(_runs["b"].IsDraining);
    }

    [Fact]
    public async Task An_application_that_changed_is_started_anew_only_when_the_former_has_ended()
    {
        var gateway = Start();
        gateway.Tell(new GatewayProtocol.ApplyApplications(ConfigOf(App("a"))));
        await RunningAsync(gateway, "a");
        var former = _runs["a"];

        gateway.Tell(new GatewayProtocol.ApplyApplications(ConfigOf(App("a", topic: "other"))));
        await AwaitAssertAsync(() => Assert.True(former.IsDraining));
        Assert.Single(_prepared);
        former.End();

        await AwaitAssertAsync(() => Assert.Equal(2, _prepared.Count));
        await AwaitAssertAsync(() => Assert.NotSame(former, _runs["a"]));
    }

    [Fact]
    public async Task Shutdown_waits_until_every_application_has_drained()
    {
        var gateway = Start();
        gateway.Tell(new GatewayProtocol.ApplyApplications(ConfigOf(App("a"), App("b"))));
        await RunningAsync(gateway, "a", "b");

        var shutdown = CoordinatedShutdown.Get(Sys).Run(CoordinatedShutdown.ClrExitReason.Instance);
        await AwaitAssertAsync(() => Assert.All(_runs.Values, run => Assert.True(run.IsDraining)));
        _runs["a"].End();
        Assert.False(shutdown.IsCompleted);
        _runs["b"].End();

        await shutdown.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Drained_with_nothing_to_drain_is_answered_at_once()
    {
        var gateway = Start();

        await gateway.Ask<GatewayProtocol.Drained>(new GatewayProtocol.Drain(TimeSpan.FromSeconds(5)), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task An_application_without_Kafka_has_a_route_and_a_router_and_no_pipeline()
    {
        var gateway = Start();

        gateway.Tell(new GatewayProtocol.ApplyApplications(ConfigOf(App("a"), App("http") with { Kafka = null })));
        await RunningAsync(gateway, "a");

        Assert.Equal(["/a", "/http"], _routes.Current!.Routes.Select(r => r.Prefix).Order());
        var router = await _routes.Current.Find("/http")!.Router.Ask<RouterStatus>(
            RouterProtocol.GetRouterStatus.Instance, TimeSpan.FromSeconds(5));
        Assert.Equal((0, 0, 0), (router.QueuedRows, router.OngoingRows, router.Replicas));
    }

    [Fact]
    public async Task An_application_that_is_gone_has_no_route_and_one_that_comes_again_has_one_with_a_router_that_lives()
    {
        var gateway = Start();
        var http = App("a") with { Kafka = null };
        gateway.Tell(new GatewayProtocol.ApplyApplications(ConfigOf(http)));
        await AwaitAssertAsync(() => Assert.NotNull(_routes.Current?.Find("/a")));
        var router = _routes.Current!.Find("/a")!.Router;
        await WatchAsync(router);

        gateway.Tell(new GatewayProtocol.ApplyApplications(ConfigOf()));
        await AwaitAssertAsync(() => Assert.Null(_routes.Current!.Find("/a")));
        await ExpectTerminatedAsync(router, TimeSpan.FromSeconds(10));
        gateway.Tell(new GatewayProtocol.ApplyApplications(ConfigOf(http)));

        await AwaitAssertAsync(() => Assert.NotNull(_routes.Current!.Find("/a")));
        await _routes.Current!.Find("/a")!.Router.Ask<RouterStatus>(RouterProtocol.GetRouterStatus.Instance, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_drain_keeps_routes_and_routers_for_what_the_door_has_in_hand()
    {
        var gateway = Start();
        gateway.Tell(new GatewayProtocol.ApplyApplications(ConfigOf(App("a") with { Kafka = null })));

        await gateway.Ask<GatewayProtocol.Drained>(new GatewayProtocol.Drain(TimeSpan.FromSeconds(5)), TimeSpan.FromSeconds(5));

        await _routes.Current!.Find("/a")!.Router.Ask<RouterStatus>(RouterProtocol.GetRouterStatus.Instance, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_drain_is_over_only_when_the_consumer_of_a_failed_application_is_closed()
    {
        var gateway = Start();
        gateway.Tell(new GatewayProtocol.ApplyApplications(ConfigOf(App("a"))));
        await RunningAsync(gateway, "a");
        var drained = gateway.Ask<GatewayProtocol.Drained>(new GatewayProtocol.Drain(TimeSpan.FromSeconds(60)), _patience);
        await AwaitAssertAsync(() => Assert.True(_runs["a"].IsDraining));

        _runs["a"].IsBroken = true;
        await AwaitAssertAsync(() => Assert.True(_runs["a"].IsStopped), _patience);
        await StatusAsync(gateway);
        Assert.False(drained.IsCompleted);
        _runs["a"].End();

        await drained;
        Assert.Single(_prepared);
    }

    [Fact]
    public async Task What_is_applied_is_reported_at_once()
    {
        var reporter = CreateTestProbe();
        var gateway = Start(Props.Create(() => new Forward(reporter)));

        gateway.Tell(new GatewayProtocol.ApplyApplications(ConfigOf(App("http") with { Kafka = null })));

        await reporter.ExpectMsgAsync<GatewayReporter.Look>(_patience);
    }

    [Fact]
    public async Task A_gateway_that_fails_itself_goes_on_with_what_was_applied()
    {
        var gateway = Start();
        gateway.Tell(new GatewayProtocol.ApplyApplications(ConfigOf(App("a"))));
        await RunningAsync(gateway, "a");
        var former = _runs["a"];

        gateway.Tell(new PipelineStatus { Application = null!, State = PipelineState.Running });
        await AwaitAssertAsync(() => Assert.True(former.IsStopped), _patience);
        Assert.Same(former, _runs["a"]);
        former.End();

        await AwaitAssertAsync(() => Assert.NotSame(former, _runs["a"]), _patience);
        await RunningAsync(gateway, "a");
    }
}
