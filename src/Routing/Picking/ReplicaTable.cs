using System.Runtime.InteropServices;
using ActorServe.Routing.Peers;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using static ActorServe.Shared.Protocol.DirectoryProtocol;

namespace ActorServe.Routing.Picking;

/// <summary>
/// The replicas of one deployment, in all of its versions, on all nodes, learnt from the nodes' own directories: a snapshot, then numbered
/// changes. A number that is missing, or another incarnation than the one known, makes what is known of that address worth nothing new:
/// it stands until the next snapshot replaces it.
/// </summary>
/// <param name="deployment">Whose replicas.</param>
/// <param name="peers">The router's share of a process's budget, by address; null where that process is this one.</param>
internal sealed class ReplicaTable(DeploymentId deployment, Func<string, PeerShare?> peers)
{
    private readonly Dictionary<string, KnownNode> _nodes = [];
    private readonly Dictionary<ReplicaId, ReplicaSlot> _byId = [];
    private readonly List<ReplicaSlot> _slots = [];

    /// <summary>Every replica that may hold rows.</summary>
    public ReadOnlySpan<ReplicaSlot> Slots => CollectionsMarshal.AsSpan(_slots);

    public ReplicaSlot? Find(ReplicaId id) => _byId.GetValueOrDefault(id);

    public bool HasAnyAt(string address) => _slots.Exists(slot => slot.Id.Node.Address == address);

    /// <summary>Replaces what is known of an address. What is not in the snapshot is no more, and is returned.</summary>
    public List<ReplicaSlot> Learn(ReplicasSnapshot snapshot)
    {
        _nodes[snapshot.Node.Address] = new KnownNode(snapshot.Node, snapshot.Revision);
        var present = snapshot.Replicas.Select(replica => replica.Id).ToHashSet();
        var lost = Remove(slot => slot.Id.Node.Address == snapshot.Node.Address && !present.Contains(slot.Id));
        foreach (var replica in snapshot.Replicas) Learn(replica, lost);
        return lost;
    }

    /// <summary>Takes one change in. False where a change before it is missing: then a snapshot must be asked for.</summary>
    public bool TryLearn(ReplicasChanged change, List<ReplicaSlot> lost)
    {
        if (!_nodes.TryGetValue(change.Node.Address, out var known) || known.Node != change.Node) return false;
        if (change.Revision <= known.Revision) return true;
        if (change.Revision > known.Revision + 1) return false;

        _nodes[change.Node.Address] = known with { Revision = change.Revision };
        Learn(change.Replica, lost);
        return true;
    }

    /// <summary>A process is no more: its replicas are returned, and forgotten. Another one on its address is not meant.</summary>
    public List<ReplicaSlot> Forget(NodeId node)
    {
        if (_nodes.TryGetValue(node.Address, out var known) && known.Node == node) _nodes.Remove(node.Address);
        return Remove(slot => slot.Id.Node == node);
    }

    /// <summary>A process answers on its address: those that were there before are no more.</summary>
    public List<ReplicaSlot> ForgetOthers(NodeId node)
    {
        var others = Remove(slot => slot.Id.Node.Address == node.Address && slot.Id.Node != node);
        if (others.Count > 0) _nodes.Remove(node.Address);
        return others;
    }

    private void Learn(ReplicaEntry replica, List<ReplicaSlot> lost)
    {
        if (replica.Id.Key.Deployment != deployment) return;

        if (_byId.TryGetValue(replica.Id, out var slot))
        {
            slot.Learn(replica);
            if (slot.IsOver) lost.AddRange(Remove(other => ReferenceEquals(other, slot)));
        }
        else if (replica.State is not (ReplicaState.Gone or ReplicaState.Failed))
        {
            _slots.Add(_byId[replica.Id] = new ReplicaSlot(replica, peers(replica.Id.Node.Address)));
        }
    }

    private List<ReplicaSlot> Remove(Predicate<ReplicaSlot> match)
    {
        var removed = _slots.FindAll(match);
        foreach (var slot in removed) _byId.Remove(slot.Id);
        if (removed.Count > 0) _slots.RemoveAll(match);
        return removed;
    }

    private sealed record KnownNode(NodeId Node, long Revision);
}
