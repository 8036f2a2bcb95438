using ActorServe.ActorTestKit;
using ActorServe.Replica.Serving;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Hosting;
using static ActorServe.Replica.Serving.ReplicaMessages;
using static ActorServe.Replica.Tests.Serving.TestRows;
using static ActorServe.Shared.Protocol.DirectoryProtocol;

namespace ActorServe.Replica.Tests.Serving;

public sealed class ReplicaDirectoryActorSpecs(ITestOutputHelper output) : PatientTestKit(output: output)
{
    [Fact]
    public async Task A_directory_that_crashes_keeps_what_it_knows_and_tells_its_watchers_again()
    {
        var memory = new DirectoryMemory(Me.Node);
        var directory = Sys.ActorOf(Props.Create(() => new ReplicaDirectoryActor(memory)));
        directory.Tell(WatchReplicas.Instance);
        directory.Tell(new TellDirectory(new ReplicaEntry(Me, ReplicaState.Starting, "/user/a", 8)));
        await ExpectMsgAsync<ReplicasSnapshot>();
        await ExpectMsgAsync<ReplicasChanged>();

        directory.Tell(new TellDirectory(null!));

        var again = await ExpectMsgAsync<ReplicasSnapshot>();
        Assert.Equal((1L, Me), (again.Revision, Assert.Single(again.Replicas).Id));
        directory.Tell(new TellDirectory(new ReplicaEntry(Me, ReplicaState.Running, "/user/a", 8)));
        Assert.Equal(2, (await ExpectMsgAsync<ReplicasChanged>()).Revision);
    }

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }
}
