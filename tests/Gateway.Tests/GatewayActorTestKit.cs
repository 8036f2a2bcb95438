using System.Collections.Concurrent;
using ActorServe.ActorTestKit;
using ActorServe.Gateway.Front.Routes;
using ActorServe.Routing;
using ActorServe.Shared.Configuration;
using Akka.Actor;
using Akka.Hosting;

namespace ActorServe.Gateway.Tests;

/// <summary>A gateway whose pipelines and routers are played.</summary>
public abstract class GatewayActorTestKit : PatientTestKit
{
    private protected static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private protected readonly ConcurrentDictionary<string, FakePipeline> _runs = [];
    private protected readonly PublishedRoutes _routes = new();
    private protected readonly ConcurrentQueue<(string Application, IActorRef Router)> _prepared = [];

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    protected override Task AfterAllAsync()
    {
        // The shutdown of the test's ActorSystem drains the gateway too.
        foreach (var run in _runs.Values) run.End();
        return base.AfterAllAsync();
    }

    private protected IActorRef Start(Props? reporter = null)
    {
        var parts = new GatewayParts(_ => Props.Create(() => new IdleRouter()), Prepare, TimeSpan.FromSeconds(60))
        {
            Routes = _routes, Reporter = reporter,
        };
        return GatewayHosting.Start(Sys, parts, TimeSpan.FromSeconds(60));
    }

    private PreparePipeline Prepare(ApplicationConfig application, IActorRef router)
    {
        _prepared.Enqueue((application.Name, router));
        return _ => Task.FromResult<RunPipeline>(_ => _runs[application.Name] = new FakePipeline());
    }

    private protected static async Task<PipelineStatus> StatusAsync(IActorRef gateway) =>
        Assert.Single((await gateway.Ask<GatewayStatus>(GatewayProtocol.GetGatewayStatus.Instance, _patience)).Pipelines);

    private protected async Task RunningAsync(IActorRef gateway, params string[] applications) => await AwaitAssertAsync(async () =>
    {
        var status = await gateway.Ask<GatewayStatus>(GatewayProtocol.GetGatewayStatus.Instance, TimeSpan.FromSeconds(3));
        Assert.Equal(applications, status.Pipelines.Where(p => p.State == PipelineState.Running).Select(p => p.Application));
    });

    private sealed class IdleRouter : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is RouterProtocol.GetRouterStatus) Sender.Tell(new RouterStatus(0, 0, 0));
        }
    }

    private protected sealed class Forward(IActorRef to) : UntypedActor
    {
        protected override void OnReceive(object message) => to.Forward(message);
    }

    private protected static ServeConfig ConfigOf(params ApplicationConfig[] applications) => new([.. applications]);

    private protected static ApplicationConfig App(string name, string topic = "in") => new()
    {
        Name = name,
        RoutePrefix = "/" + name,
        Ingress = "model",
        Kafka = new KafkaConfig { InputTopic = topic, Group = name },
        Deployments = [new DeploymentConfig { Name = "model", Model = "/m" }],
    };
}
