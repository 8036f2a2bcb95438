using ActorServe.Routing.Picking;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using FsCheck.Xunit;
using static ActorServe.Shared.Protocol.DirectoryProtocol;

namespace ActorServe.Routing.Tests.Picking;

public sealed class ReplicaTableSpecs
{
    private static readonly NodeId Node = Some.Node(1);
    private static readonly ReplicaId First = Some.ReplicaId(1, Node);
    private static readonly ReplicaId Second = Some.ReplicaId(2, Node);

    private readonly ReplicaTable _table = new(Some.Deployment, _ => null);

    [Fact]
    public void Replicas_of_other_deployments_are_left_out()
    {
        var other = First with { Key = new DeploymentKey(new DeploymentId("digits", "other"), "v1") };

        _table.Learn(Some.Snapshot(Node, 1, Some.Replica(other), Some.Replica(Second)));

        Assert.Equal([Second], Ids());
    }

    [Fact]
    public void A_missing_change_asks_for_a_snapshot()
    {
        _table.Learn(Some.Snapshot(Node, 3));

        Assert.True(Changed(4, First, ReplicaState.Starting));
        Assert.False(Changed(6, First, ReplicaState.Running));
        Assert.Equal(ReplicaState.Starting, _table.Find(First)!.State);
    }

    [Fact]
    public void A_change_of_a_node_that_is_not_known_asks_for_a_snapshot() => Assert.False(Changed(1, First, ReplicaState.Running));

    [Fact]
    public void A_change_that_the_snapshot_included_is_ignored()
    {
        _table.Learn(Some.Snapshot(Node, 3, Some.Replica(First)));

        Assert.True(Changed(3, First, ReplicaState.Gone));
        Assert.Equal([First], Ids());
    }

    [Fact]
    public void Another_incarnation_of_a_node_replaces_all_of_its_replicas()
    {
        _table.Learn(Some.Snapshot(Node, 9, Some.Replica(First), Some.Replica(Second)));
        var reborn = Some.Node(1, incarnation: 2);

        var lost = _table.Learn(Some.Snapshot(reborn, 1, Some.Replica(Some.ReplicaId(1, reborn))));

        Assert.Equal([First, Second], lost.Select(slot => slot.Id));
        Assert.Equal([Some.ReplicaId(1, reborn)], Ids());
    }

    [Fact]
    public void A_change_of_another_incarnation_asks_for_a_snapshot()
    {
        _table.Learn(Some.Snapshot(Node, 1, Some.Replica(First)));
        var reborn = Some.Node(1, incarnation: 2);

        Assert.False(_table.TryLearn(new ReplicasChanged(reborn, 2, Some.Replica(Some.ReplicaId(1, reborn))), []));
        Assert.Equal([First], Ids());
    }

    [Theory]
    [InlineData(ReplicaState.Gone)]
    [InlineData(ReplicaState.Failed)]
    public void A_replica_that_is_over_is_lost_once(ReplicaState end)
    {
        _table.Learn(Some.Snapshot(Node, 1, Some.Replica(First), Some.Replica(Second)));
        var lost = new List<ReplicaSlot>();

        _table.TryLearn(new ReplicasChanged(Node, 2, Some.Replica(First, end)), lost);
        _table.TryLearn(new ReplicasChanged(Node, 3, Some.Replica(First, end)), lost);

        Assert.Equal(First, Assert.Single(lost).Id);
        Assert.Equal([Second], Ids());
    }

    [Fact]
    public void A_node_that_was_removed_takes_its_replicas_with_it()
    {
        var elsewhere = Some.ReplicaId(1, Some.Node(2));
        _table.Learn(Some.Snapshot(Node, 1, Some.Replica(First)));
        _table.Learn(Some.Snapshot(Some.Node(2), 1, Some.Replica(elsewhere)));

        var lost = _table.Forget(Node);

        Assert.Equal(First, Assert.Single(lost).Id);
        Assert.Equal([elsewhere], Ids());
    }

    [Property]
    public void Whatever_is_missed_a_router_that_asks_again_knows_what_the_node_has((byte Replica, byte State, bool IsLost)[] changes)
    {
        var truth = new Dictionary<ReplicaId, ReplicaState>();
        _table.Learn(Some.Snapshot(Node, 0));
        var revision = 0L;

        foreach (var (replica, next, isLost) in changes.Append(((byte)0, (byte)0, false)))
        {
            var id = Some.ReplicaId(replica % 4, Node);
            var state = (ReplicaState)Math.Max((byte)truth.GetValueOrDefault(id), next % 5);
            truth[id] = state;
            revision++;
            if (isLost || _table.TryLearn(new ReplicasChanged(Node, revision, Some.Replica(id, state)), [])) continue;

            var present = truth.Where(it => it.Value < ReplicaState.Gone).Select(it => Some.Replica(it.Key, it.Value));
            _table.Learn(Some.Snapshot(Node, revision, [.. present]));
        }

        Assert.Equal(
            truth.Where(it => it.Value < ReplicaState.Gone).OrderBy(it => it.Key.Number).Select(it => (it.Key, it.Value)),
            _table.Slots.ToArray().OrderBy(slot => slot.Id.Number).Select(slot => (slot.Id, slot.State)));
    }

    private bool Changed(long revision, ReplicaId id, ReplicaState state) =>
        _table.TryLearn(new ReplicasChanged(Node, revision, Some.Replica(id, state)), []);

    private List<ReplicaId> Ids() => [.. _table.Slots.ToArray().Select(slot => slot.Id)];
}
