using ActorServe.Shared.Hosting;
using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ActorServe.Shared.Tests.Wire;

/// <summary>Two ActorSystems with the settings of a node, each a cluster of its own.</summary>
public sealed class TwoNodes : IAsyncLifetime
{
    private readonly List<ServiceProvider> _nodes = [];

    public ActorSystem Here { get; private set; } = null!;

    public ActorSystem There { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Here = await StartAsync();
        There = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Here.Terminate(), There.Terminate());
        foreach (var node in _nodes) await node.DisposeAsync();
    }

    private async Task<ActorSystem> StartAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddAkka(ActorPaths.SystemName, akka => akka.WithActorServeSystem("127.0.0.1", 0, Roles.Replica));
        _nodes.Add(services.BuildServiceProvider());
        var system = _nodes[^1].GetRequiredService<ActorSystem>();
        await Cluster.Get(system).JoinAsync(Cluster.Get(system).SelfAddress);
        return system;
    }
}
