using System.Collections.Concurrent;
using ActorServe.Gateway;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit.TestActors;

namespace ActorServe.Gateway.Tests;

public sealed class GatewayActorSpecs : Akka.Hosting.TestKit.TestKit
{
    private readonly ConcurrentDictionary<string, FakePipeline> _runs = [];
    private readonly ConcurrentQueue<(string Application, IActorRef Router)> _prepared = [];

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

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

        await ExpectTerminatedAsync(router);
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

    protected override Task AfterAllAsync()
    {
        // The shutdown of the test's ActorSystem drains the gateway too.
        foreach (var run in _runs.Values) run.End();
        return base.AfterAllAsync();
    }

    private IActorRef Start() => GatewayHosting.Start(
        Sys, new GatewayParts(_ => BlackHoleActor.Props, Prepare, TimeSpan.FromSeconds(60)), TimeSpan.FromSeconds(60));

    private PreparePipeline Prepare(ApplicationConfig application, IActorRef router)
    {
        _prepared.Enqueue((application.Name, router));
        return _ => Task.FromResult<RunPipeline>(_ => _runs[application.Name] = new FakePipeline());
    }

    private async Task RunningAsync(IActorRef gateway, params string[] applications) => await AwaitAssertAsync(async () =>
    {
        var status = await gateway.Ask<GatewayStatus>(GatewayProtocol.GetGatewayStatus.Instance, TimeSpan.FromSeconds(3));
        Assert.Equal(applications, status.Pipelines.Where(p => p.State == PipelineState.Running).Select(p => p.Application));
    });

    private static ServeConfig ConfigOf(params ApplicationConfig[] applications) => new([.. applications]);

    private static ApplicationConfig App(string name, string topic = "in") => new()
    {
        Name = name,
        RoutePrefix = "/" + name,
        Ingress = "model",
        Kafka = new KafkaConfig { InputTopic = topic, Group = name },
        Deployments = [new DeploymentConfig { Name = "model", Model = "/m" }],
    };
}
