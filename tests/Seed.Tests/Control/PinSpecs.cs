using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using ActorServe.ActorTestKit;
using ActorServe.Seed.Control;
using ActorServe.Seed.Targets;
using ActorServe.Seed.Telemetry;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Akka.TestKit;

namespace ActorServe.Seed.Tests.Control;

/// <summary>
/// The controller in a cluster of one, whose seed's disk and replica node are played by probes: what a node said is not kept.
/// </summary>
public sealed class PinSpecs(ITestOutputHelper output) : PatientTestKit("pins", output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private IActorRef _controller = null!;
    private TestProbe _disk = null!;
    private TestProbe _node = null!;

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.WithActorServeSystem("127.0.0.1", 0, Roles.Seed, Roles.Replica).WithClusterOfOne();

    [Fact]
    public async Task What_the_disk_refuses_is_told_with_its_reason_and_asked_for_again()
    {
        var first = await ResolveAsync(new SeedOptions());
        var asked = await _disk.ExpectMsgAsync<TargetsKeeper.Keep>(Patience);

        _disk.Reply(new TargetsKeeper.NotKept(asked.Targets, "targets.json cannot be written: no space"));

        await AwaitMessageAsync("targets.json cannot be written: no space");
        var second = await _node.ExpectMsgAsync<ReplicaNodeProtocol.ResolveModel>(Patience);
        Assert.NotEqual(first.RequestId, second.RequestId);
    }

    [Fact]
    public async Task A_disk_that_is_slow_is_not_held_against_the_node_that_answered()
    {
        var options = new SeedOptions
        {
            StartAnswerTimeout = TimeSpan.FromMilliseconds(500), ReconcileInterval = TimeSpan.FromMilliseconds(50),
        };
        await SetAsync(options, [Some.Config(replicas: 1)], answersAtOnce: true);

        await AwaitMessageAsync("could not be kept with the targets, and is tried again: the controller's seed did not do it in time");
    }

    [Fact]
    public async Task That_a_version_ran_is_kept_with_its_pin()
    {
        await ResolveAsync(new SeedOptions { DirectoryRefreshInterval = TimeSpan.FromMilliseconds(100) });
        await KeepNextAsync();
        var start = await _node.ExpectMsgAsync<ReplicaNodeProtocol.StartReplica>(Patience);

        var node = new NodeId(Cluster.Get(Sys).SelfAddress.ToString(), 7);
        var running = new ReplicaEntry(new ReplicaId(start.Key, node, 1), ReplicaState.Running, "", 64) { RequestId = start.RequestId };
        _controller.Tell(new DirectoryProtocol.ReplicasSnapshot(node, 1, [running]));

        var pin = Assert.Single((await KeepNextAsync()).Pins);
        Assert.Equal((start.Key, true), (pin.Key, pin.HasRun));
    }

    [Fact]
    public async Task What_the_nodes_say_of_many_deployments_is_kept_with_one_change()
    {
        var deployments = Enumerable.Range(1, 10).Select(n => Some.Config(replicas: 1) with { Name = $"model-{n}" });
        await SetAsync(new SeedOptions { ReconcileInterval = TimeSpan.FromMinutes(1) }, deployments);

        for (var n = 1; n <= 10; n++) Answer(await _node.ExpectMsgAsync<ReplicaNodeProtocol.ResolveModel>(Patience));

        Assert.Equal(10, (await _disk.ExpectMsgAsync<TargetsKeeper.Keep>(Patience)).Targets.Pins.Length);
    }

    private async Task<ServeTargets> KeepNextAsync()
    {
        var targets = (await _disk.ExpectMsgAsync<TargetsKeeper.Keep>(Patience)).Targets;
        _disk.Reply(new TargetsKeeper.Kept(targets));
        return targets;
    }

    private async Task<ReplicaNodeProtocol.ResolveModel> ResolveAsync(SeedOptions options)
    {
        await SetAsync(options, [Some.Config(replicas: 1)]);
        var resolve = await _node.ExpectMsgAsync<ReplicaNodeProtocol.ResolveModel>(Patience);
        Answer(resolve);
        return resolve;
    }

    private KeepRunning AnswerAtOnce(IActorRef sender, object message)
    {
        if (message is ReplicaNodeProtocol.ResolveModel resolve) Answer(resolve);
        return AutoPilot.KeepRunning;
    }

    private void Answer(ReplicaNodeProtocol.ResolveModel resolve) =>
        _controller.Tell(new ReplicaNodeProtocol.ModelResolved(resolve.RequestId, Some.Pin, null));

    private async Task SetAsync(SeedOptions options, IEnumerable<DeploymentConfig> deployments, bool answersAtOnce = false)
    {
        await AwaitAssertAsync(() => Assert.Equal(MemberStatus.Up, Cluster.Get(Sys).SelfMember.Status), Patience);
        (_disk, _node) = (CreateTestProbe(), CreateTestProbe());
        if (answersAtOnce) _node.SetAutoPilot(new DelegateAutoPilot(AnswerAtOnce));
        var directory = CreateTestProbe();
        Sys.ActorOf(Props.Create(() => new Forward(_node)), ActorPaths.ReplicaNode.Split('/')[^1]);
        Sys.ActorOf(Props.Create(() => new Forward(directory)), ActorPaths.ReplicaDirectory.Split('/')[^1]);
        var source = new TargetsSource(_disk, StartFile: null, () => 1);
        _controller = Sys.ActorOf(ControllerActor.Props(options, source, TimeProvider.System, new SeedMetrics(new Meter("test"))));
        await _disk.ExpectMsgAsync<TargetsKeeper.GetKept>(Patience);
        _disk.Reply(new TargetsKeeper.Kept(ServeTargets.None));
        await directory.ExpectMsgAsync<DirectoryProtocol.WatchReplicas>(Patience);
        var node = new NodeId(Cluster.Get(Sys).SelfAddress.ToString(), 7);
        _controller.Tell(new DirectoryProtocol.ReplicasSnapshot(node, 0, ImmutableArray<ReplicaEntry>.Empty));
        _controller.Tell(new ControlProtocol.SetTargets(Some.Serve([.. deployments])), TestActor);
        await KeepNextAsync();
    }

    private Task AwaitMessageAsync(string wanted) => AwaitAssertAsync(
        async () =>
        {
            var status = await _controller.Ask<ServeStatus>(ControlProtocol.GetStatus.Instance, Patience);
            Assert.Contains(wanted, Assert.Single(status.Applications).Message, StringComparison.Ordinal);
        },
        Patience);

    private sealed class Forward(IActorRef to) : ReceiveActor
    {
        protected override bool AroundReceive(Receive receive, object message)
        {
            to.Forward(message);
            return true;
        }
    }
}
