using System.Collections.Immutable;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Akka.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorServe.Seed.Tests.Control;

/// <summary>The controller in a cluster of one, with a replica node played by probes.</summary>
public sealed class ControllerActorSpecs(ITestOutputHelper output) : Akka.Hosting.TestKit.TestKit(
    "controller", output, logLevel: Microsoft.Extensions.Logging.LogLevel.Warning)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly ServeConfig Targets = new(
    [
        new ApplicationConfig { Name = "digits", RoutePrefix = "/digits", Ingress = "classifier", Deployments = [Some.Config(replicas: 1)] },
    ]);

    private readonly NodeId _node = new("", 7);
    private TestProbe _replicaNode = null!;
    private TestProbe _directory = null!;

    protected override void ConfigureServices(HostBuilderContext context, IServiceCollection services) =>
        services.AddActorServeSeed(o =>
        {
            o.ReconcileInterval = TimeSpan.FromMilliseconds(50);
            o.ResendInterval = TimeSpan.FromMilliseconds(200);
        });

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) => builder
        .WithRemoting("127.0.0.1", 0)
        .WithClustering(new ClusterOptions { Roles = [Roles.Seed, Roles.Replica] })
        .WithActorServeSeed();

    [Fact]
    public async Task Targets_start_replicas_and_the_directory_makes_them_healthy()
    {
        var controller = await JoinAsync();
        controller.Tell(new ControlProtocol.SetTargets(Targets), TestActor);
        await ExpectMsgAsync<ControlProtocol.TargetsSet>(Patience);

        var start = await _replicaNode.ExpectMsgAsync<ReplicaNodeProtocol.StartReplica>(Patience);
        Change(1, Entry(start, 1, ReplicaState.Starting));
        Change(2, Entry(start, 1, ReplicaState.Running));

        await AwaitStatusAsync(controller, ApplicationStatus.Running);
    }

    [Fact]
    public async Task A_start_that_is_not_seen_is_asked_for_again_under_the_same_name()
    {
        var controller = await JoinAsync();
        controller.Tell(new ControlProtocol.SetTargets(Targets), TestActor);

        var first = await _replicaNode.ExpectMsgAsync<ReplicaNodeProtocol.StartReplica>(Patience);
        var second = await _replicaNode.ExpectMsgAsync<ReplicaNodeProtocol.StartReplica>(Patience);

        Assert.Equal(first.RequestId, second.RequestId);
    }

    [Fact]
    public async Task A_gap_in_the_changes_has_the_directory_asked_again()
    {
        await JoinAsync();

        Change(3, Entry(new ReplicaNodeProtocol.StartReplica(new DeploymentKey(Some.Deployment, "x"), Some.Config(), Guid.Empty), 1, ReplicaState.Running));

        await _directory.FishForMessageAsync(m => m is DirectoryProtocol.WatchReplicas, Patience);
    }

    [Fact]
    public async Task A_model_that_does_not_load_is_told_with_its_reason()
    {
        var controller = await JoinAsync();
        controller.Tell(new ControlProtocol.SetTargets(Targets), TestActor);

        var revision = 0L;
        var asked = new HashSet<Guid>();
        while (asked.Count < 3)
        {
            var start = await _replicaNode.ExpectMsgAsync<ReplicaNodeProtocol.StartReplica>(Patience);
            if (!asked.Add(start.RequestId)) continue;

            Change(++revision, Entry(start, revision, ReplicaState.Starting));
            Change(revision + 1, Entry(start, revision, ReplicaState.Failed) with { Message = "models/digits: no such file" });
            revision++;
        }

        var status = await AwaitStatusAsync(controller, ApplicationStatus.DeployFailed);
        Assert.Contains("models/digits: no such file", status.Message, StringComparison.Ordinal);
    }

    private string Address => Cluster.Get(Sys).SelfAddress.ToString();

    private async Task<IActorRef> JoinAsync()
    {
        _replicaNode = CreateTestProbe();
        _directory = CreateTestProbe();
        Sys.ActorOf(Props.Create(() => new Forward(_replicaNode)), ActorPaths.ReplicaNode.Split('/')[^1]);
        Sys.ActorOf(Props.Create(() => new Forward(_directory)), ActorPaths.ReplicaDirectory.Split('/')[^1]);
        await Cluster.Get(Sys).JoinAsync(Cluster.Get(Sys).SelfAddress);

        await _directory.ExpectMsgAsync<DirectoryProtocol.WatchReplicas>(Patience);
        _controller = _directory.LastSender;
        _controller.Tell(new DirectoryProtocol.ReplicasSnapshot(_node with { Address = Address }, 0, ImmutableArray<ReplicaEntry>.Empty));
        return await ActorRegistry.GetAsync<ControllerKey>();
    }

    private IActorRef _controller = null!;

    private void Change(long revision, ReplicaEntry entry) =>
        _controller.Tell(new DirectoryProtocol.ReplicasChanged(_node with { Address = Address }, revision, entry));

    private ReplicaEntry Entry(ReplicaNodeProtocol.StartReplica start, long number, ReplicaState state) =>
        new(new ReplicaId(start.Key, _node with { Address = Address }, number), state, "", 64);

    private async Task<ApplicationDetails> AwaitStatusAsync(IActorRef controller, ApplicationStatus wanted)
    {
        ApplicationDetails application = null!;
        await AwaitAssertAsync(
            async () =>
            {
                var status = await controller.Ask<ServeStatus>(ControlProtocol.GetStatus.Instance, Patience);
                application = Assert.Single(status.Applications);
                Assert.Equal(wanted, application.Status);
            },
            Patience);
        return application;
    }

    private sealed class Forward(IActorRef to) : ReceiveActor
    {
        protected override bool AroundReceive(Receive receive, object message)
        {
            to.Forward(message);
            return true;
        }
    }
}
