using System.Collections.Immutable;
using ActorServe.TestSupport;
using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using Akka.Remote.Transport;

namespace ActorServe.ClusterTests.Nodes;

/// <summary>
/// A cluster in the test process: one host a node, on loopback, each with the roles that a test wants and what production runs for them.
/// Nodes are started, leave, and are killed; links between them are cut and mended. Two nodes are up within a few seconds.
/// </summary>
public sealed class ClusterFixture(ITestOutputHelper? output = null) : IAsyncDisposable
{
    private readonly List<ClusterNode> _nodes = [];

    /// <summary>The nodes that run.</summary>
    public ImmutableArray<ClusterNode> Nodes => [.. _nodes.Where(n => n.IsRunning)];

    /// <summary>Starts a node with these roles, and waits until all that run are up.</summary>
    public Task<ClusterNode> StartAsync(params string[] roles) => StartAsync(new NodeSetup { Roles = [.. roles] });

    /// <summary>Starts a node, and waits until all that run are up. The first founds the cluster, the others join those that run.</summary>
    public async Task<ClusterNode> StartAsync(NodeSetup setup)
    {
        var node = await ClusterNode.StartAsync(setup, output);
        _nodes.Add(node);
        if (setup.StaysAlone) return node;

        var others = Nodes.Where(n => n != node && !n.Setup.StaysAlone).Select(n => n.Cluster.SelfAddress).ToImmutableList();
        node.Cluster.JoinSeedNodes(others.IsEmpty ? [node.Cluster.SelfAddress] : others);
        await AllUpAsync();
        return node;
    }

    /// <summary>Waits until every node that runs sees all of them up and reachable, and nobody else.</summary>
    public Task AllUpAsync() => Eventually.AssertAsync(() =>
    {
        var expected = Nodes.Where(n => !n.Setup.StaysAlone).Select(n => n.Address).Order(StringComparer.Ordinal).ToList();
        foreach (var node in Nodes.Where(n => !n.Setup.StaysAlone))
        {
            var state = node.Cluster.State;
            var up = state.Members.Where(m => m.Status == MemberStatus.Up).Except(state.Unreachable).Select(m => m.Address.ToString());
            Assert.Equal(expected, up.Order(StringComparer.Ordinal));
            Assert.Equal(expected.Count, state.Members.Count);
        }
    });

    /// <summary>A dead node is taken out at once, as the split-brain resolver would in the end.</summary>
    public async Task DownAsync(ClusterNode dead)
    {
        Nodes.First(n => !n.Setup.StaysAlone).Cluster.Down(dead.Cluster.SelfAddress);
        await AllUpAsync();
    }

    /// <summary>Nothing gets through between two nodes any more, and nobody is told.</summary>
    public Task CutAsync(ClusterNode one, ClusterNode other) => ThrottleAsync(one, other, Blackhole.Instance);

    /// <summary>What is sent from now on gets through again; what was sent meanwhile is lost.</summary>
    public Task MendAsync(ClusterNode one, ClusterNode other) => ThrottleAsync(one, other, Unthrottled.Instance);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes) await node.KillAsync();
    }

    private static async Task ThrottleAsync(ClusterNode one, ClusterNode other, ThrottleMode mode)
    {
        await ThrottleOneAsync(one.System, other.Cluster.SelfAddress, mode);
        await ThrottleOneAsync(other.System, one.Cluster.SelfAddress, mode);
    }

    private static async Task ThrottleOneAsync(ActorSystem system, Address peer, ThrottleMode mode)
    {
        var transport = ((IRemoteActorRefProvider)((ExtendedActorSystem)system).Provider).Transport;
        Assert.True(await transport.ManagementCommand(new SetThrottle(peer, ThrottleTransportAdapter.Direction.Both, mode)));
    }
}
