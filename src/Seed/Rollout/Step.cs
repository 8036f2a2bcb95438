using ActorServe.Shared.Identity;

namespace ActorServe.Seed.Rollout;

/// <summary>One thing to do on the way from what runs to what should run.</summary>
internal abstract record Step
{
    /// <summary>A replica of the target version is started on the node.</summary>
    public sealed record Start(NodeId Node) : Step;

    /// <summary>The node says which file the target means.</summary>
    public sealed record Resolve(NodeId Node) : Step;

    /// <summary>The replica says within this time whether it is well.</summary>
    public sealed record Check(ReplicaId Replica, TimeSpan Timeout) : Step;

    /// <summary>The replica drains and ends.</summary>
    public sealed record Stop(ReplicaId Replica) : Step;
}
