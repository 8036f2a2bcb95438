using ActorServe.ActorTestKit;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Programs.Membership;
using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;

namespace ActorServe.Shared.Tests.Programs.Membership;

public sealed class UnansweredJoinSpecs(ITestOutputHelper output) : PatientTestKit("unanswered", output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Address[] Contacts =
    [
        Address.Parse("akka.tcp://unanswered@one:4053"), Address.Parse("akka.tcp://unanswered@two:4053"),
    ];

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.WithActorServeSystem("127.0.0.1", 0, Roles.Replica);

    [Fact]
    public async Task Connections_to_all_who_were_asked_end_again_and_again_until_the_node_is_a_member()
    {
        var actor = Watching();

        foreach (var contact in Contacts.Concat(Contacts)) await ExpectMsgAsync(contact, Patience);
        await Cluster.Get(Sys).JoinAsync(Cluster.Get(Sys).SelfAddress);

        await FishForMessageAsync(message => message is Terminated gone && gone.ActorRef.Equals(actor), Patience);
    }

    [Fact]
    public async Task A_member_breaks_nothing()
    {
        await Cluster.Get(Sys).JoinAsync(Cluster.Get(Sys).SelfAddress);
        await AwaitAssertAsync(() => Assert.Single(Cluster.Get(Sys).State.Members), Patience);

        var actor = Watching();

        await ExpectTerminatedAsync(actor, Patience);
    }

    private IActorRef Watching()
    {
        var told = TestActor;
        var actor = Sys.ActorOf(
            Props.Create(() => new UnansweredJoinActor(Contacts, TimeSpan.FromMilliseconds(50), contact => told.Tell(contact))));
        Watch(actor);
        return actor;
    }
}
