using ActorServe.ActorTestKit;
using ActorServe.Seed.Targets;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Akka.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Seed.Tests.Targets;

/// <summary>Who owns the targets, in a cluster of one or two; its seed's disk is played by a probe.</summary>
public sealed class TargetsActorSpecs(ITestOutputHelper output) : PatientTestKit("targets", output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly ServeConfig Wanted = Some.Serve(Some.Config(replicas: 1));

    private TestProbe _disk = null!;
    private TestProbe _controller = null!;

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.WithActorServeSystem("127.0.0.1", 0, Roles.Seed).WithClusterOfOne();

    [Fact]
    public async Task A_change_is_answered_when_it_is_kept_and_has_the_number_of_its_time()
    {
        var targets = await StartAsync();

        targets.Tell(new ControlProtocol.SetTargets(Wanted), TestActor);
        var kept = await KeepAsync();

        Assert.Equal(Some.Now.ToUnixTimeMilliseconds(), kept.Version);
        Assert.Equal(kept.Version, (await ExpectMsgAsync<ControlProtocol.TargetsSet>(Patience)).Version);
        Assert.True((await _controller.ExpectMsgAsync<ServeTargets>(Patience)).IsSameAs(kept));
    }

    [Fact]
    public async Task The_number_of_a_change_that_the_disk_did_not_take_is_never_used_again()
    {
        var targets = await StartAsync();
        targets.Tell(new ControlProtocol.SetTargets(Wanted), TestActor);
        var failed = await _disk.ExpectMsgAsync<TargetsKeeper.Keep>(Patience);
        _disk.Reply(new TargetsKeeper.NotKept(failed.Targets, "targets.json cannot be written: no space"));
        var refused = await ExpectMsgAsync<ControlProtocol.TargetsRefused>(Patience);

        targets.Tell(new ControlProtocol.SetTargets(new ServeConfig([])), TestActor);
        var kept = await KeepAsync();

        Assert.Equal((TargetsRefusal.NotKept, true), (refused.Kind, refused.Reason.Contains("no space", StringComparison.Ordinal)));
        Assert.True(kept.Version > failed.Targets.Version);
        Assert.Empty((await _controller.ExpectMsgAsync<ServeTargets>(Patience)).Config.Applications);
    }

    [Fact]
    public async Task A_write_that_ends_after_its_asker_was_told_that_this_is_not_known_holds_and_what_comes_next_is_another_change()
    {
        var targets = await StartAsync(keepTimeout: TimeSpan.FromMilliseconds(100));
        targets.Tell(new ControlProtocol.SetTargets(Wanted), TestActor);
        var slow = await _disk.ExpectMsgAsync<TargetsKeeper.Keep>(Patience);
        var answer = await ExpectMsgAsync<ControlProtocol.TargetsRefused>(Patience);

        targets.Tell(new ControlProtocol.SetTargets(new ServeConfig([])), TestActor);
        var asked = await _disk.ExpectMsgAsync<TargetsKeeper.Keep>(Patience);
        // It asks ten times a second until it is answered, and forgets what it asked before: so each time is answered.
        _disk.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            if (message is TargetsKeeper.Keep keep && keep.Targets.IsSameAs(slow.Targets))
                sender.Tell(new TargetsKeeper.Kept(slow.Targets));
            return AutoPilot.KeepRunning;
        }));
        var first = await _controller.ExpectMsgAsync<ServeTargets>(Patience);
        var next = (TargetsKeeper.Keep)await _disk.FishForMessageAsync(
            m => m is TargetsKeeper.Keep k && !k.Targets.IsSameAs(slow.Targets), Patience);

        Assert.Equal(TargetsRefusal.NotConfirmed, answer.Kind);
        Assert.True(asked.Targets.IsSameAs(slow.Targets));
        Assert.True(first.IsSameAs(slow.Targets));
        Assert.True(next.Targets.IsNewerThan(slow.Targets));
    }

    [Fact]
    public async Task A_change_that_the_file_has_and_the_disk_may_lose_holds_and_its_asker_is_told_so()
    {
        var targets = await StartAsync();
        targets.Tell(new ControlProtocol.SetTargets(Wanted), TestActor);
        var asked = await _disk.ExpectMsgAsync<TargetsKeeper.Keep>(Patience);

        _disk.Reply(new TargetsKeeper.NotConfirmed(asked.Targets, "targets.json was not flushed"));

        var answer = await ExpectMsgAsync<ControlProtocol.TargetsRefused>(Patience);
        Assert.Equal(TargetsRefusal.NotKept, answer.Kind);
        Assert.StartsWith($"they hold as number {asked.Targets.Version}", answer.Reason, StringComparison.Ordinal);
        Assert.EndsWith("targets.json was not flushed", answer.Reason, StringComparison.Ordinal);
        Assert.True((await _controller.ExpectMsgAsync<ServeTargets>(Patience)).IsSameAs(asked.Targets));
        Assert.True((await ReplicatedTargets.Of(Sys).ReadAsync(Patience)).Targets.IsSameAs(asked.Targets));
    }

    [Fact]
    public async Task What_was_learned_without_a_majority_is_told_at_once_and_that_a_majority_knows_it_only_when_it_does()
    {
        await using (await OtherMember.JoinAsync(Sys, isMute: true))
        {
            var started = Start();
            await AnswerLearningAsync();
            await _controller.ExpectMsgAsync<ServeTargets>(Patience);
            // It asks again, and a majority still does not answer.
            await AnswerLearningAsync();
            Assert.Equal(0, (await started.Ask<ServeTargets>(ControlProtocol.GetTargets.Instance, Patience)).Version);
            Assert.False(_controller.HasMessages);
        }

        _disk.SetAutoPilot(new Answering());
        await _controller.ExpectMsgAsync<TargetsActor.KnownByMajority>(Patience);
    }

    [Fact]
    public async Task A_change_that_newer_targets_overtook_is_refused_and_those_hold()
    {
        var targets = await StartAsync();
        targets.Tell(new ControlProtocol.SetTargets(Wanted), TestActor);
        var asked = await _disk.ExpectMsgAsync<TargetsKeeper.Keep>(Patience);
        var newer = new ServeTargets(asked.Targets.Version, new ServeConfig([])) { ChangeId = asked.Targets.ChangeId + 1 };

        _disk.Reply(new TargetsKeeper.Kept(newer));

        Assert.Equal(TargetsRefusal.Conflict, (await ExpectMsgAsync<ControlProtocol.TargetsRefused>(Patience)).Kind);
        Assert.True((await _controller.ExpectMsgAsync<ServeTargets>(Patience)).IsSameAs(newer));
    }

    [Fact]
    public async Task Where_no_majority_answers_nothing_is_tried()
    {
        var targets = await StartAsync();
        await using var mute = await OtherMember.JoinAsync(Sys, isMute: true);

        targets.Tell(new ControlProtocol.SetTargets(Wanted), TestActor);

        Assert.Equal(TargetsRefusal.Unavailable, (await ExpectMsgAsync<ControlProtocol.TargetsRefused>(Patience)).Kind);
        await _disk.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Where_no_majority_takes_a_change_its_asker_is_told_that_it_may_not_hold()
    {
        var targets = await StartAsync();
        targets.Tell(new ControlProtocol.SetTargets(Wanted), TestActor);
        var asked = await _disk.ExpectMsgAsync<TargetsKeeper.Keep>(Patience);
        await using var mute = await OtherMember.JoinAsync(Sys, isMute: true);

        _disk.Reply(new TargetsKeeper.Kept(asked.Targets));

        Assert.Equal(TargetsRefusal.NotConfirmed, (await ExpectMsgAsync<ControlProtocol.TargetsRefused>(Patience)).Kind);
    }

    [Fact]
    public async Task Pins_that_the_disk_does_not_take_are_refused_by_name_with_the_reason()
    {
        var targets = await StartAsync();
        targets.Tell(new ControlProtocol.SetTargets(Wanted), TestActor);
        await KeepAsync();
        await ExpectMsgAsync<ControlProtocol.TargetsSet>(Patience);
        var pin = new DeploymentPin(new DeploymentKey(Some.Deployment, DeploymentDigest.Of(Some.Config(replicas: 1))), Some.Pin);

        targets.Tell(new TargetsActor.AddPins([pin]), TestActor);
        var asked = await _disk.ExpectMsgAsync<TargetsKeeper.Keep>(Patience);
        _disk.Reply(new TargetsKeeper.NotKept(asked.Targets, "targets.json cannot be written: no space"));

        var refused = await ExpectMsgAsync<TargetsActor.PinsRefused>(Patience);
        Assert.Equal([pin], refused.Pins);
        Assert.Contains("no space", refused.Reason, StringComparison.Ordinal);
    }

    private async Task<IActorRef> StartAsync(TimeSpan? keepTimeout = null)
    {
        await AwaitAssertAsync(() => Assert.Equal(MemberStatus.Up, Cluster.Get(Sys).SelfMember.Status), Patience);
        var targets = Start(keepTimeout);
        await AnswerLearningAsync();
        await _controller.ExpectMsgAsync<ServeTargets>(Patience);
        await _controller.ExpectMsgAsync<TargetsActor.KnownByMajority>(Patience);
        return targets;
    }

    private IActorRef Start(TimeSpan? keepTimeout = null)
    {
        _disk = CreateTestProbe();
        _controller = CreateTestProbe();
        var ids = 0L;
        var source = new TargetsSource(_disk, StartFile: null, () => ++ids) { KeepTimeout = keepTimeout ?? Patience };
        return _controller.ChildActorOf(TargetsActor.Props(source, new FakeTimeProvider(Some.Now)));
    }

    private async Task AnswerLearningAsync()
    {
        await _disk.ExpectMsgAsync<TargetsKeeper.GetKept>(Patience);
        _disk.Reply(new TargetsKeeper.Kept(ServeTargets.None));
    }

    private async Task<ServeTargets> KeepAsync()
    {
        var keep = await _disk.ExpectMsgAsync<TargetsKeeper.Keep>(Patience);
        _disk.Reply(new TargetsKeeper.Kept(keep.Targets));
        return keep.Targets;
    }

    private sealed class Answering : AutoPilot
    {
        public override AutoPilot Run(IActorRef sender, object message)
        {
            sender.Tell(new TargetsKeeper.Kept(ServeTargets.None));
            return KeepRunning;
        }
    }
}
