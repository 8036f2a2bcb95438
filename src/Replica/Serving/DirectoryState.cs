using System.Collections.Immutable;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using static ActorServe.Shared.Protocol.DirectoryProtocol;

namespace ActorServe.Replica.Serving;

/// <summary>Which replicas a node has, and how often that changed.</summary>
internal sealed record DirectoryState(NodeId Node)
{
    /// <summary>The number of the last change.</summary>
    public long Revision { get; init; }

    /// <summary>All replicas but those that ended.</summary>
    public ImmutableSortedDictionary<long, ReplicaEntry> Replicas { get; init; } = ImmutableSortedDictionary<long, ReplicaEntry>.Empty;

    /// <summary>The node starts nothing any more.</summary>
    public bool IsDraining { get; private init; }

    /// <summary>Everything, for a new watcher.</summary>
    public ReplicasSnapshot Snapshot => new(Node, Revision, [.. Replicas.Values]) { IsDraining = IsDraining };

    /// <summary>The node begins to drain: a change that a snapshot tells.</summary>
    public DirectoryState Drain() => IsDraining ? this : this with { Revision = Revision + 1, IsDraining = true };

    /// <summary>
    /// One change and what watchers are told; null where it is none, or would take a replica back to an earlier state. One that ended is
    /// told once and forgotten.
    /// </summary>
    public (DirectoryState State, ReplicasChanged? Change) With(ReplicaEntry entry)
    {
        var known = Replicas.GetValueOrDefault(entry.Id.Number);
        if (entry == known || entry.State < known?.State) return (this, null);
        if (known is null && entry.State != ReplicaState.Starting) return (this, null);

        var replicas = entry.State < ReplicaState.Gone ? Replicas.SetItem(entry.Id.Number, entry) : Replicas.Remove(entry.Id.Number);
        var state = this with { Revision = Revision + 1, Replicas = replicas };
        return (state, new ReplicasChanged(Node, state.Revision, entry));
    }
}
