using System.Collections.Immutable;
using ActorServe.Gateway.Embedded;
using Akka.Hosting;
using Microsoft.Extensions.Hosting;

namespace ActorServe.ClusterTests.Nodes;

/// <summary>What a node is made of.</summary>
public sealed record NodeSetup
{
    /// <summary>Its roles.</summary>
    public required ImmutableArray<string> Roles { get; init; }

    /// <summary>Its port; 0 is any. A node that was killed comes back on the same address by its port.</summary>
    public int Port { get; init; }

    /// <summary>Configuration keys, as in appsettings.</summary>
    public ImmutableDictionary<string, string?> Settings { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>HOCON that wins over the fixture's.</summary>
    public string Hocon { get; init; } = "";

    /// <summary>The broker that its gateway reads from; without one it has the role of a gateway, and none runs.</summary>
    public EmbeddedBroker? Kafka { get; init; }

    /// <summary>Whether others reach it by a proxy, which can break its connections.</summary>
    public bool HasProxy { get; init; }

    /// <summary>Further services.</summary>
    public Action<HostApplicationBuilder>? Host { get; init; }

    /// <summary>What runs on its ActorSystem beside what its roles bring.</summary>
    public Action<AkkaConfigurationBuilder, IServiceProvider>? Akka { get; init; }

    /// <summary>Joins nobody by itself.</summary>
    public bool StaysAlone { get; init; }
}
