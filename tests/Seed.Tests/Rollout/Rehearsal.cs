using ActorServe.Seed.Placement;
using ActorServe.Seed.Rollout;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Tests.Rollout;

/// <summary>Nodes that do what they are asked, one thing at a time, in an order drawn from a seed.</summary>
internal sealed class Rehearsal(DeploymentState state, NodeLoad[] nodes, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<(Guid Request, NodeId Node)> _asked = [];
    private long _number = 1_000;

    public DeploymentState State { get; private set; } = state;

    public int FewestServing { get; private set; } = int.MaxValue;

    public int MostOfTarget { get; private set; }

    public int CurrentStoppedWhileShort { get; private set; }

    public NodeLoad[] Nodes => nodes;

    /// <summary>Until nothing is left to do.</summary>
    public void Run()
    {
        for (var round = 0; round < 1_000; round++)
        {
            var steps = State.Reconcile(nodes, Some.Now);
            foreach (var step in steps) Take(step);
            State = State.Judge(nodes);
            Note();
            if (!Answer() && steps.IsEmpty) return;
        }

        Assert.Fail("the rehearsal never ends");
    }

    private void Take(Step step)
    {
        switch (step)
        {
            case Step.Start start:
                var request = Guid.NewGuid();
                State = State.Started(request, start.Node, Some.Now);
                _asked.Add((request, start.Node));
                break;
            case Step.Stop stop:
                var isCurrent = State.IsOfTarget(State.Replicas[stop.Replica]);
                var wasRunning = State.Replicas[stop.Replica].State == ReplicaState.Running;
                if (isCurrent && wasRunning && RunningOfTarget <= State.Target!.Replicas(nodes.Length)) CurrentStoppedWhileShort++;
                State = State.Stopped(stop.Replica);
                break;
        }
    }

    private int RunningOfTarget => State.RunningOfTarget.Count();

    private void Note()
    {
        FewestServing = Math.Min(FewestServing, State.Alive.Count(r => r.State == ReplicaState.Running));
        MostOfTarget = Math.Max(MostOfTarget, State.Pending.Count + State.Alive.Count(State.IsOfTarget));
    }

    private bool Answer()
    {
        var moves = _asked.Select<(Guid, NodeId Node), Action>(a => () => Start((a.Item1, a.Node)))
            .Concat(State.Replicas.Values.Where(r => r.State == ReplicaState.Starting && !State.Stopping.Contains(r.Id))
                .Select<ReplicaEntry, Action>(r => () => See(r with { State = ReplicaState.Running })))
            .Concat(State.Stopping.Select<ReplicaId, Action>(id => () => See(State.Replicas[id] with { State = ReplicaState.Gone })))
            .ToList();
        if (moves.Count == 0) return false;

        moves[_random.Next(moves.Count)]();
        return true;
    }

    private void Start((Guid Request, NodeId Node) asked)
    {
        _asked.Remove(asked);
        var id = new ReplicaId(new DeploymentKey(State.Id, State.Target!.Version), asked.Node, _number++);
        See(new ReplicaEntry(id, ReplicaState.Starting, "", 64) { RequestId = asked.Request, ModelDigest = State.Target.Pin!.Digest });
    }

    private void See(ReplicaEntry entry) => State = State.See(entry, Some.Now);
}
