using System.Collections.Immutable;
using ActorServe.ActorTestKit;
using ActorServe.PetabridgeCmd.Commands;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit;

namespace ActorServe.Extensions.Tests.PetabridgeCmd;

/// <summary>The actor behind the palette, with a probe in the controller's place.</summary>
public sealed class ServeActorSpecs : PatientTestKit
{
    private readonly List<Address> _left = [];

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    [Theory]
    [InlineData("status", "APPLICATION")]
    [InlineData("deployments", "DEPLOYMENT")]
    [InlineData("replicas", "DEPLOYMENT")]
    [InlineData("lag", "APPLICATION")]
    public async Task What_the_controller_says_is_shown(string verb, string head)
    {
        var (actor, controller) = Start();
        actor.Tell(new ServeCommand.Show(verb, null), TestActor);

        await controller.ExpectMsgAsync<ControlProtocol.GetStatus>();
        controller.Reply(Served.Status);

        var answer = await ExpectMsgAsync<ServeAnswer>();
        Assert.False(answer.IsError);
        Assert.StartsWith(head, answer.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_dead_letters_go_is_read_from_the_targets()
    {
        var (actor, controller) = Start();
        actor.Tell(new ServeCommand.Show("dead-letters", "digits"), TestActor);

        await controller.ExpectMsgAsync<ControlProtocol.GetTargets>();
        controller.Reply(new ServeTargets(7, Served.Config));

        Assert.Contains("digits.dlq", (await ExpectMsgAsync<ServeAnswer>()).Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_of_replicas_is_set_in_the_targets_that_it_was_read_from()
    {
        var (actor, controller) = Start();
        actor.Tell(new ServeCommand.Scale("digits", null, 4), TestActor);

        var set = await ChangeAsync(controller, version: 7);
        controller.Reply(new ControlProtocol.TargetsSet(8));

        Assert.Equal((7, 4), (set.IfVersion, set.Config.Applications[0].Deployments[0].NumReplicas));
        var answer = await ExpectMsgAsync<ServeAnswer>();
        Assert.Equal(["digits/classifier should have 4 replicas; serve deployments shows when it has"], answer.Lines);
    }

    [Fact]
    public async Task Targets_that_somebody_else_changed_meanwhile_are_read_again()
    {
        var (actor, controller) = Start();
        actor.Tell(new ServeCommand.Scale("digits", null, 4), TestActor);
        await ChangeAsync(controller, version: 7);
        controller.Reply(new ControlProtocol.TargetsRefused("changed") { Kind = TargetsRefusal.Conflict });

        var again = await ChangeAsync(controller, version: 8);
        controller.Reply(new ControlProtocol.TargetsRefused("no majority") { Kind = TargetsRefusal.Unavailable });

        Assert.Equal(8, again.IfVersion);
        var answer = await ExpectMsgAsync<ServeAnswer>();
        Assert.Equal((true, "no majority"), (answer.IsError, answer.Lines[0]));
    }

    [Fact]
    public async Task A_deployment_that_there_is_not_changes_nothing()
    {
        var (actor, controller) = Start();
        actor.Tell(new ServeCommand.Scale("none", null, 4), TestActor);
        await controller.ExpectMsgAsync<ControlProtocol.GetTargets>();
        controller.Reply(new ServeTargets(7, Served.Config));

        Assert.True((await ExpectMsgAsync<ServeAnswer>()).IsError);
        Assert.False(controller.HasMessages);
    }

    [Fact]
    public async Task A_node_that_is_drained_is_told_to_leave()
    {
        var (actor, _) = Start();

        actor.Tell(new ServeCommand.Drain("gateway:4053"), TestActor);
        Assert.False((await ExpectMsgAsync<ServeAnswer>()).IsError);
        actor.Tell(new ServeCommand.Drain("nobody:4053"), TestActor);
        Assert.True((await ExpectMsgAsync<ServeAnswer>()).IsError);

        Assert.Equal(["gateway"], _left.Select(a => a.Host));
    }

    [Fact]
    public async Task Where_asking_fails_the_answer_says_why()
    {
        var (actor, controller) = Start();
        actor.Tell(new ServeCommand.Show("status", null), TestActor);
        await controller.ExpectMsgAsync<ControlProtocol.GetStatus>();

        controller.Reply(new Status.Failure(new InvalidOperationException("broken")));

        var answer = await ExpectMsgAsync<ServeAnswer>();
        Assert.Equal((true, "broken"), (answer.IsError, answer.Lines[0]));
    }

    [Fact]
    public async Task Where_nobody_says_whether_a_change_was_made_the_answer_does_not_either()
    {
        var (actor, controller) = Start();
        actor.Tell(new ServeCommand.Scale("digits", null, 4), TestActor);
        await ChangeAsync(controller, version: 7);

        controller.Reply(new Status.Failure(new AskTimeoutException("too late")));

        var answer = await ExpectMsgAsync<ServeAnswer>();
        Assert.Equal(
            (true, "no controller answered within 20 s, and whether the change was made is not known: look again; records go on meanwhile"),
            (answer.IsError, answer.Lines[0]));
    }

    [Fact]
    public async Task Where_nobody_answers_before_a_change_nothing_is_in_doubt()
    {
        var (actor, controller) = Start();
        actor.Tell(new ServeCommand.Scale("digits", null, 4), TestActor);
        await controller.ExpectMsgAsync<ControlProtocol.GetTargets>();

        controller.Reply(new Status.Failure(new AskTimeoutException("too late")));

        Assert.Equal("no controller answered within 20 s; records go on meanwhile", (await ExpectMsgAsync<ServeAnswer>()).Lines[0]);
    }

    private (IActorRef Actor, TestProbe Controller) Start()
    {
        var controller = CreateTestProbe();
        var sources = new ServeSources(controller.Ref, () => Served.Members, _left.Add, () => ImmutableArray<MetricReading>.Empty);
        return (Sys.ActorOf(ServeActor.Props(sources)), controller);
    }

    private static async Task<ControlProtocol.SetTargets> ChangeAsync(TestProbe controller, long version)
    {
        await controller.ExpectMsgAsync<ControlProtocol.GetTargets>();
        controller.Reply(new ServeTargets(version, Served.Config));
        return await controller.ExpectMsgAsync<ControlProtocol.SetTargets>();
    }
}
