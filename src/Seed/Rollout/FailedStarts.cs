using System.Collections.Immutable;
using ActorServe.Shared.Identity;

namespace ActorServe.Seed.Rollout;

/// <summary>The starts that failed since the target came, in all and on each node: what is wrong with one node holds up no other.</summary>
internal sealed record FailedStarts
{
    /// <summary>None has failed.</summary>
    public static FailedStarts None { get; } = new();

    /// <summary>On all nodes.</summary>
    public StartFailures All { get; private init; } = StartFailures.None;

    private ImmutableDictionary<NodeId, StartFailures> Nodes { get; init; } = ImmutableDictionary<NodeId, StartFailures>.Empty;

    /// <summary>On one node.</summary>
    public StartFailures On(NodeId node) => Nodes.GetValueOrDefault(node) ?? StartFailures.None;

    /// <summary>One more failed.</summary>
    public FailedStarts Add(NodeId node, string reason, DateTimeOffset now) => Change(node, failures => failures.Add(reason, now));

    /// <summary>A replica that ran on the node has crashed.</summary>
    public FailedStarts Pause(NodeId node, DateTimeOffset now) => Change(node, failures => failures.Pause(now));

    /// <summary>No start failed, but something else that a start on any node needs.</summary>
    public FailedStarts PutOff(DateTimeOffset now) => this with { All = All.PutOff(now) };

    /// <summary>As many may fail again, and those nodes are tried first on which none has.</summary>
    public FailedStarts Anew() => this with { All = StartFailures.None };

    /// <summary>Whatever is on the address is no member any more.</summary>
    public FailedStarts Forget(string address) =>
        this with { Nodes = Nodes.RemoveRange(Nodes.Keys.Where(node => node.Address == address)) };

    private FailedStarts Change(NodeId node, Func<StartFailures, StartFailures> change) =>
        this with { All = change(All), Nodes = Nodes.SetItem(node, change(On(node))) };
}
