using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using ActorServe.ActorTestKit;
using ActorServe.Seed.Telemetry;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport.Telemetry;
using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Akka.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorServe.Seed.Tests.Control;

/// <summary>The controller in a cluster of one, with a replica node played by probes.</summary>
public sealed class ControllerActorSpecs(ITestOutputHelper output) : PatientTestKit(
    "controller", output, Microsoft.Extensions.Logging.LogLevel.Warning)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly ServeConfig Targets = Some.Serve(Some.Config(replicas: 1));

    private readonly NodeId _node = new("", 7);
    private TestProbe _replicaNode = null!;
    private TestProbe _directory = null!;

    protected override void ConfigureServices(HostBuilderContext context, IServiceCollection services) =>
        services.AddActorServeSeed(o =>
        {
            o.ReconcileInterval = TimeSpan.FromMilliseconds(50);
            o.ResendInterval = TimeSpan.FromMilliseconds(200);
            // Nothing is asked again but for a reason.
            o.DirectoryRefreshInterval = TimeSpan.FromMinutes(10);
        });

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) => builder
        .WithActorServeSystem("127.0.0.1", 0, Roles.Seed, Roles.Replica)
        .WithActorServeSeed();

    [Fact]
    public async Task Targets_start_replicas_and_the_directory_makes_them_healthy()
    {
        var controller = await JoinAsync();
        controller.Tell(new ControlProtocol.SetTargets(Targets), TestActor);
        await ExpectMsgAsync<ControlProtocol.TargetsSet>(Patience);

        var start = await ExpectStartAsync();
        Change(1, Entry(start, 1, ReplicaState.Starting));
        Change(2, Entry(start, 1, ReplicaState.Running));
        Report();

        await AwaitStatusAsync(controller, ApplicationStatus.Running);
    }

    [Fact]
    public async Task What_the_controller_knows_is_told_by_its_seed()
    {
        using var measured = new Measured(
            Host.Services.GetRequiredService<IMeterFactory>().Create(new MeterOptions(SeedMetrics.MeterName)));
        var controller = await JoinAsync();
        controller.Tell(new ControlProtocol.SetTargets(Targets), TestActor);
        var start = await ExpectStartAsync();
        Change(1, Entry(start, 1, ReplicaState.Starting));

        await AwaitAssertAsync(
            () =>
            {
                Assert.Equal([": 1"], measured.Of("actorserve.controller.active"));
                Assert.Equal(["application=digits, deployment=classifier: 1"], measured.Of("actorserve.deployment.wanted_replicas"));
                Assert.Contains(
                    "application=digits, deployment=classifier, state=starting: 1", measured.Of("actorserve.deployment.replicas"));
            },
            Patience);
        await Sys.Terminate();
        await AwaitAssertAsync(() => Assert.Equal([": 0"], measured.Of("actorserve.controller.active")), Patience);
    }

    [Fact]
    public async Task A_start_that_is_not_seen_is_asked_for_again_under_the_same_name()
    {
        var controller = await JoinAsync();
        controller.Tell(new ControlProtocol.SetTargets(Targets), TestActor);

        var first = await ExpectStartAsync();
        var second = await ExpectStartAsync();

        Assert.Equal(first.RequestId, second.RequestId);
    }

    [Fact]
    public async Task A_gap_in_the_changes_has_the_directory_asked_again()
    {
        await JoinAsync();

        Change(3, Entry(
            new ReplicaNodeProtocol.StartReplica(new DeploymentKey(Some.Deployment, "x"), Some.Config(), Guid.Empty), 1,
            ReplicaState.Running));

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
            var start = await ExpectStartAsync();
            if (!asked.Add(start.RequestId)) continue;

            Change(++revision, Entry(start, revision, ReplicaState.Starting));
            Change(revision + 1, Entry(start, revision, ReplicaState.Failed) with { Message = "models/digits: no such file" });
            revision++;
        }

        var status = await AwaitStatusAsync(controller, ApplicationStatus.DeployFailed);
        Assert.Contains("models/digits: no such file", status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_becomes_of_a_deployment_is_in_the_log()
    {
        var lines = CreateTestProbe();
        Sys.EventStream.Subscribe(lines, typeof(Akka.Event.Warning));
        var controller = await JoinAsync();
        controller.Tell(new ControlProtocol.SetTargets(Targets), TestActor);

        var start = await ExpectStartAsync();
        Change(1, Entry(start, 1, ReplicaState.Running));
        Change(2, Entry(start, 1, ReplicaState.Failed));

        await lines.FishForMessageAsync(
            m => m.ToString()!.Contains("digits/classifier is UNHEALTHY, was HEALTHY: 0 of 1 replicas run.", StringComparison.Ordinal),
            Patience);
    }

    [Fact]
    public async Task A_model_that_no_node_has_is_told_with_the_nodes_reason()
    {
        var controller = await JoinAsync();
        controller.Tell(new ControlProtocol.SetTargets(Targets), TestActor);

        var asked = new HashSet<Guid>();
        while (asked.Count < 3)
        {
            var resolve = await _replicaNode.ExpectMsgAsync<ReplicaNodeProtocol.ResolveModel>(Patience);
            if (!asked.Add(resolve.RequestId)) continue;
            _controller.Tell(new ReplicaNodeProtocol.ModelResolved(resolve.RequestId, null, "models/digits: there is no such folder"));
        }

        var status = await AwaitStatusAsync(controller, ApplicationStatus.DeployFailed);
        Assert.Contains("there is no such folder", status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_names_the_file_that_the_first_node_resolved_and_the_targets_keep_it()
    {
        var controller = await JoinAsync();
        controller.Tell(new ControlProtocol.SetTargets(Targets), TestActor);

        var start = await ExpectStartAsync();
        var targets = await controller.Ask<ServeTargets>(ControlProtocol.GetTargets.Instance, Patience);

        Assert.Equal(Some.Pin, start.Model);
        Assert.Equal(new DeploymentPin(start.Key, Some.Pin), Assert.Single(targets.Pins));
    }

    [Fact]
    public async Task A_controller_that_crashed_has_its_targets_again()
    {
        var controller = await JoinAsync();
        controller.Tell(new ControlProtocol.SetTargets(Targets), TestActor);
        await ExpectMsgAsync<ControlProtocol.TargetsSet>(Patience);
        var start = await ExpectStartAsync();

        _controller.Tell(new DirectoryProtocol.ReplicasSnapshot(_node with { Address = Address }, 1, default));

        // As often as the directory would be asked: it is not known which question comes from the new one.
        await AwaitAssertAsync(
            async () =>
            {
                Snapshot(2, Entry(start, 1, ReplicaState.Running));
                Report();
                var status = await controller.Ask<ServeStatus>(ControlProtocol.GetStatus.Instance, Patience);
                Assert.Equal((1, ApplicationStatus.Running), (status.Applications.Length, status.Applications.Single().Status));
            },
            Patience);
    }

    [Fact]
    public async Task Targets_that_changed_meanwhile_are_not_replaced_by_one_who_has_not_seen_them()
    {
        var controller = await JoinAsync();
        controller.Tell(new ControlProtocol.SetTargets(Targets) { IfVersion = 0 }, TestActor);
        await ExpectMsgAsync<ControlProtocol.TargetsSet>(Patience);

        controller.Tell(new ControlProtocol.SetTargets(new ServeConfig([])) { IfVersion = 0 }, TestActor);

        await ExpectMsgAsync<ControlProtocol.TargetsRefused>(Patience);
        Assert.Single((await controller.Ask<ServeTargets>(ControlProtocol.GetTargets.Instance, Patience)).Config.Applications);
    }

    [Fact]
    public async Task A_replica_that_fails_three_health_checks_is_stopped_and_replaced()
    {
        var controller = await JoinAsync();
        var config = Some.Config(replicas: 1) with { HealthCheckPeriod = TimeSpan.FromMilliseconds(100), HealthCheckTimeout = Patience };
        controller.Tell(new ControlProtocol.SetTargets(Some.Serve(config)), TestActor);
        var start = await ExpectStartAsync();
        Change(1, Entry(start, 1, ReplicaState.Running));

        for (var failures = 0; failures < 3; failures++)
        {
            var check = (ReplicaNodeProtocol.CheckHealth)await _replicaNode.FishForMessageAsync(
                m => m is ReplicaNodeProtocol.CheckHealth, Patience);
            Assert.Equal(Patience, check.Timeout);
            _controller.Tell(new ReplicaNodeProtocol.HealthChecked(check.Replica, check.CheckId, "the disk is full"));
        }

        var stop = (ReplicaNodeProtocol.StopReplica)await _replicaNode.FishForMessageAsync(
            m => m is ReplicaNodeProtocol.StopReplica, Patience);
        var replacement = await ExpectStartAsync();
        Assert.Equal((1, start.Key), (stop.Replica.Number, replacement.Key));
        Assert.NotEqual(start.RequestId, replacement.RequestId);
        Assert.Contains(
            "the disk is full", (await AwaitStatusAsync(controller, ApplicationStatus.Unhealthy)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replica_that_answers_no_health_check_is_replaced_and_counted_by_the_seed()
    {
        using var measured = new Measured(
            Host.Services.GetRequiredService<IMeterFactory>().Create(new MeterOptions(SeedMetrics.MeterName)));
        var controller = await JoinAsync();
        var pause = TimeSpan.FromMilliseconds(50);
        var config = Some.Config(replicas: 1) with { HealthCheckPeriod = pause, HealthCheckTimeout = pause };
        controller.Tell(new ControlProtocol.SetTargets(Some.Serve(config)), TestActor);
        Change(1, Entry(await ExpectStartAsync(), 1, ReplicaState.Running));

        await _replicaNode.FishForMessageAsync(m => m is ReplicaNodeProtocol.StopReplica, Patience);

        await AwaitAssertAsync(
            () => Assert.Equal(
                ["application=digits, deployment=classifier: 1"], measured.Of("actorserve.replica.health_check.replacements")),
            Patience);
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

    private void Snapshot(long revision, params ReplicaEntry[] entries) =>
        _controller.Tell(new DirectoryProtocol.ReplicasSnapshot(_node with { Address = Address }, revision, [.. entries]));

    private void Change(long revision, ReplicaEntry entry) =>
        _controller.Tell(new DirectoryProtocol.ReplicasChanged(_node with { Address = Address }, revision, entry));

    private ReplicaEntry Entry(ReplicaNodeProtocol.StartReplica start, long number, ReplicaState state) =>
        new(new ReplicaId(start.Key, _node with { Address = Address }, number), state, "", 64) { RequestId = start.RequestId };

    private void Report() => _controller.Tell(Some.Report(version: long.MaxValue));

    /// <summary>The next start; questions for the model's file that come before it are answered.</summary>
    private async Task<ReplicaNodeProtocol.StartReplica> ExpectStartAsync()
    {
        while (true)
        {
            var message = await _replicaNode.ExpectMsgAsync<object>(Patience);
            if (message is ReplicaNodeProtocol.StartReplica start) return start;
            if (message is ReplicaNodeProtocol.ResolveModel resolve)
                _controller.Tell(new ReplicaNodeProtocol.ModelResolved(resolve.RequestId, Some.Pin, null));
        }
    }

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
