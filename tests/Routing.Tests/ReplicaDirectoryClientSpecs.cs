using ActorServe.ActorTestKit;
using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Akka.Remote;
using static ActorServe.Shared.Protocol.DirectoryProtocol;

namespace ActorServe.Routing.Tests;

/// <summary>A node that is its own cluster, with the role of replica nodes.</summary>
public sealed class ReplicaDirectoryClientSpecs(ITestOutputHelper output) : PatientTestKit(output: output)
{
    [Fact]
    public async Task A_replica_node_is_asked_until_its_directory_is_there_and_answers()
    {
        var (parent, directory) = (CreateTestProbe(), CreateTestProbe());
        var self = Cluster.Get(Sys).SelfAddress;
        Cluster.Get(Sys).Join(self);
        parent.ChildActorOf(ReplicaDirectoryClient.Props(TimeSpan.FromMilliseconds(50), default), "directory", CancellationToken.None);

        Sys.ActorOf(Props.Create(() => new Forwarder(directory)), "replica-directory");
        await directory.ExpectMsgAsync<WatchReplicas>(TimeSpan.FromSeconds(20));
        await directory.ExpectMsgAsync<WatchReplicas>(TimeSpan.FromSeconds(20));
        directory.Reply(Some.Snapshot(Some.Node(1) with { Address = self.ToString() }, 1));

        await parent.FishForMessageAsync<ReplicasSnapshot>(_ => true, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_node_that_leaves_is_told_of()
    {
        var parent = CreateTestProbe();
        var cluster = Cluster.Get(Sys);
        cluster.Join(cluster.SelfAddress);
        parent.ChildActorOf(ReplicaDirectoryClient.Props(TimeSpan.FromSeconds(1), default), "directory", CancellationToken.None);
        await AwaitAssertAsync(() => Assert.Equal(MemberStatus.Up, cluster.SelfMember.Status), TimeSpan.FromSeconds(20));

        cluster.Leave(cluster.SelfAddress);

        var removed = await parent.FishForMessageAsync<ReplicaDirectoryClient.NodeRemoved>(_ => true, TimeSpan.FromSeconds(20));
        Assert.Equal(cluster.SelfAddress.ToString(), removed.Node.Address);
    }

    [Fact]
    public async Task A_node_whose_association_broke_is_suspect_and_is_asked_again_when_there_is_another()
    {
        var (parent, directory) = (CreateTestProbe(), CreateTestProbe());
        var node = Some.Node(1);
        var remote = Address.Parse(node.Address);
        var client = parent.ChildActorOf(
            ReplicaDirectoryClient.Props(TimeSpan.FromHours(1), [directory]), "directory", CancellationToken.None);
        await directory.ExpectMsgAsync<WatchReplicas>();
        client.Tell(Some.Snapshot(node, 1), directory);
        await parent.ExpectMsgAsync<ReplicasSnapshot>();

        // Where nothing broke, nothing was lost.
        Sys.EventStream.Publish(new AssociatedEvent(Address.AllSystems, remote, false));
        Sys.EventStream.Publish(new DisassociatedEvent(Address.AllSystems, remote, false));
        Assert.Equal(node.Address, (await parent.ExpectMsgAsync<ReplicaDirectoryClient.NodeSuspected>()).Address);
        await directory.ExpectNoMsgAsync(TimeSpan.Zero);

        Sys.EventStream.Publish(new AssociatedEvent(Address.AllSystems, remote, false));
        Assert.Equal(node.Address, (await parent.ExpectMsgAsync<ReplicaDirectoryClient.NodeReached>()).Address);
        await directory.ExpectMsgAsync<WatchReplicas>();
    }

    [Fact]
    public async Task The_association_with_a_node_that_has_no_replicas_is_nobodys_business()
    {
        var (parent, directory) = (CreateTestProbe(), CreateTestProbe());
        var client = parent.ChildActorOf(
            ReplicaDirectoryClient.Props(TimeSpan.FromHours(1), [directory]), "directory", CancellationToken.None);
        client.Tell(Some.Snapshot(Some.Node(1), 1), directory);
        await parent.ExpectMsgAsync<ReplicasSnapshot>();

        Sys.EventStream.Publish(new DisassociatedEvent(Address.AllSystems, Address.Parse(Some.Node(2).Address), false));
        Sys.EventStream.Publish(new DisassociatedEvent(Address.AllSystems, Address.Parse(Some.Node(1).Address), false));

        Assert.Equal(Some.Node(1).Address, (await parent.ExpectMsgAsync<ReplicaDirectoryClient.NodeSuspected>()).Address);
    }

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) => builder.AddHocon(
        """
        akka.actor.provider = cluster
        akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
        akka.cluster { roles = [replica], run-coordinated-shutdown-when-down = off }
        akka.coordinated-shutdown { run-by-actor-system-terminate = off, terminate-actor-system = off }
        """,
        HoconAddMode.Prepend);

    private sealed class Forwarder(IActorRef to) : UntypedActor
    {
        protected override void OnReceive(object message) => to.Forward(message);
    }
}
