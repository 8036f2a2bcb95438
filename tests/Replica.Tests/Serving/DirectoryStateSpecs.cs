using ActorServe.Replica.Serving;
using ActorServe.Shared.Protocol;
using FsCheck.Xunit;
using static ActorServe.Replica.Tests.Serving.TestRows;

namespace ActorServe.Replica.Tests.Serving;

public sealed class DirectoryStateSpecs
{
    [Fact]
    public void A_replica_never_goes_back()
    {
        var (state, _) = new DirectoryState(Me.Node).With(Entry(1, ReplicaState.Starting));
        (state, _) = state.With(Entry(1, ReplicaState.Draining));

        var (same, change) = state.With(Entry(1, ReplicaState.Running));

        Assert.Null(change);
        Assert.Same(state, same);
    }

    [Fact]
    public void One_that_ended_is_told_once_and_forgotten()
    {
        var (state, _) = new DirectoryState(Me.Node).With(Entry(1, ReplicaState.Starting));

        (state, var failed) = state.With(Entry(1, ReplicaState.Failed));
        (state, var again) = state.With(Entry(1, ReplicaState.Failed));

        Assert.Equal(ReplicaState.Failed, failed!.Replica.State);
        Assert.Null(again);
        Assert.Empty(state.Snapshot.Replicas);
    }

    [Fact]
    public void That_the_node_drains_is_one_change_and_stays()
    {
        var (state, _) = new DirectoryState(Me.Node).With(Entry(1, ReplicaState.Starting));

        var draining = state.Drain();
        var (later, _) = draining.With(Entry(1, ReplicaState.Draining));

        Assert.Equal((1, false), (state.Snapshot.Revision, state.Snapshot.IsDraining));
        Assert.Equal((2, true), (draining.Snapshot.Revision, draining.Snapshot.IsDraining));
        Assert.Equal((3, true), (later.Snapshot.Revision, later.Snapshot.IsDraining));
        Assert.Same(draining, draining.Drain());
    }

    [Property]
    public bool A_snapshot_and_the_changes_after_it_give_the_state((byte Number, byte State)[] steps, byte watchFrom)
    {
        var state = new DirectoryState(Me.Node);
        Dictionary<long, ReplicaEntry>? seen = null;
        var revision = 0L;
        for (var i = 0; i < steps.Length; i++)
        {
            if (i == watchFrom % (steps.Length + 1))
                (seen, revision) = (state.Snapshot.Replicas.ToDictionary(r => r.Id.Number), state.Revision);
            (state, var change) = state.With(Entry(steps[i].Number % 4, (ReplicaState)(steps[i].State % 5)));
            if (change is null || seen is null) continue;
            if (change.Revision != ++revision) return false;
            if (change.Replica.State < ReplicaState.Gone) seen[change.Replica.Id.Number] = change.Replica;
            else seen.Remove(change.Replica.Id.Number);
        }

        return seen is null || seen.Values.ToHashSet().SetEquals(state.Replicas.Values);
    }

    private static ReplicaEntry Entry(long number, ReplicaState state) => new(Me with { Number = number }, state, "akka://x/r", 8);
}
