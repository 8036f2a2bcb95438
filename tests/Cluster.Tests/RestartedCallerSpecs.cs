using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorServe.ClusterTests.Nodes;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport;
using ActorServe.TestSupport.Kafka;
using Akka.Actor;
using static ActorServe.Shared.Protocol.DirectoryProtocol;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.ClusterTests;

/// <summary>A process that routes, and that has the address of one that is removed from the cluster while it is there.</summary>
public sealed class RestartedCallerSpecs(ITestOutputHelper output)
{
    [Fact]
    public async Task It_is_told_of_replicas_and_its_rows_are_held_when_the_former_process_is_removed()
    {
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Roles.Seed);
        var former = await cluster.StartAsync(Roles.Gateway);
        var replica = await cluster.StartAsync(Roles.Replica);
        await seed.SetTargetsAsync(TestApplications.Gated("/never/opens"));
        await former.KillAsync();
        var restarted = await cluster.StartAsync(new NodeSetup { Roles = [Roles.Gateway], Port = former.Port, StaysAlone = true });
        var caller = new Caller(restarted, replica);
        await Eventually.AssertAsync(() => Assert.Contains(caller.Replicas, r => r.State == ReplicaState.Running));
        caller.Send(rows: 3);
        await caller.HoldsAsync(3);
        var watch = WatchFrom(replica, caller.Address);

        await cluster.DownAsync(former);
        Assert.True((await watch).AddressTerminated);

        await caller.HoldsAsync(3);
        await seed.SetTargetsAsync(TestApplications.Mirror);
        await Eventually.AssertAsync(() => Assert.Equal(2, caller.Replicas.Select(r => r.Id).Distinct().Count()));
    }

    /// <summary>When the node takes an actor of another for ended: so do its replica and its directory, at the same time.</summary>
    private static Task<Terminated> WatchFrom(ClusterNode node, string actor)
    {
        var ended = new TaskCompletionSource<Terminated>(TaskCreationOptions.RunContinuationsAsynchronously);
        var watched = ((ExtendedActorSystem)node.System).Provider.ResolveActorRef(actor);
        node.System.ActorOf(Props.Create(() => new Watcher(watched, ended)));
        return ended.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>Watches the directory of a replica node, and sends rows to its first replica, as a router would.</summary>
    private sealed class Caller
    {
        private readonly ClusterNode _node;
        private readonly ConcurrentQueue<object> _heard = new();
        private readonly IActorRef _self;
        private long _lastId;

        public Caller(ClusterNode node, ClusterNode replica)
        {
            _node = node;
            _self = node.System.ActorOf(Props.Create(() => new Listener(_heard)));
            node.System.ActorSelection(replica.Address + ActorPaths.ReplicaDirectory).Tell(WatchReplicas.Instance, _self);
        }

        public string Address => _self.Path.ToSerializationFormatWithAddress(_node.Cluster.SelfAddress);

        /// <summary>All that the directory told.</summary>
        public IEnumerable<ReplicaEntry> Replicas =>
            _heard.OfType<ReplicasSnapshot>().SelectMany(s => s.Replicas).Concat(_heard.OfType<ReplicasChanged>().Select(c => c.Replica));

        public void Send(int rows)
        {
            var batch = Enumerable.Range(0, rows).Select(i => new InferRow
            {
                Source = new(0, i, 1), ContentType = "application/octet-stream", Value = TestTopics.Number(i),
            });
            ToReplica(id => new InferBatch(id, ++_lastId, [.. batch]));
        }

        /// <summary>Asks the replica what it holds, and waits for the answer.</summary>
        public async Task HoldsAsync(int rows)
        {
            ToReplica(id => new Sync(id, ++_lastId));
            await Eventually.AssertAsync(() => Assert.Contains(_heard.OfType<SyncReply>(), reply => reply.SyncId == _lastId));
            Assert.Equal(rows, _heard.OfType<SyncReply>().Single(reply => reply.SyncId == _lastId).Held.Sum(held => held.Rows.Length));
        }

        private void ToReplica(Func<Shared.Identity.ReplicaId, object> message)
        {
            var replica = Replicas.First(r => r.State == ReplicaState.Running);
            ((ExtendedActorSystem)_node.System).Provider.ResolveActorRef(replica.Path).Tell(message(replica.Id), _self);
        }
    }

    private sealed class Listener(ConcurrentQueue<object> heard) : UntypedActor
    {
        protected override void OnReceive(object message) => heard.Enqueue(message);
    }

    private sealed class Watcher(IActorRef watched, TaskCompletionSource<Terminated> ended) : UntypedActor
    {
        protected override void PreStart() => Context.Watch(watched);

        protected override void OnReceive(object message)
        {
            if (message is Terminated terminated) ended.TrySetResult(terminated);
        }
    }
}
