using System.Collections.Immutable;

namespace ActorServe.Shared.Configuration;

/// <summary>What an application file says, checked and with every default filled in.</summary>
/// <param name="Applications">The applications, in the order of the file; their names are unique.</param>
public sealed record ServeConfig(ImmutableArray<ApplicationConfig> Applications);

/// <summary>A named group of deployments with one way in (Ray Serve's application).</summary>
public sealed record ApplicationConfig
{
    /// <summary>Unique in the cluster; letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where the application answers over HTTP.</summary>
    /// <value>The default is <c>/</c> and the application's name.</value>
    public required string RoutePrefix { get; init; }

    /// <summary>The deployment that records and requests go to.</summary>
    /// <value>The default is the only deployment; with more than one it must be named.</value>
    public required string Ingress { get; init; }

    /// <summary>Topics in and out, or null where the application is served over HTTP alone.</summary>
    public KafkaConfig? Kafka { get; init; }

    /// <summary>One or more deployments; their names are unique in the application.</summary>
    public required ImmutableArray<DeploymentConfig> Deployments { get; init; }

    // As text: configs compare their collections by reference, and those from other nodes are others.
    private byte[] AsRead => ServeConfigJson.Write(new ServeConfig([this with { RoutePrefix = "/", Deployments = [] }]));

    /// <summary>Whether a gateway does alike with the records of both: their topics, and the deployment that they go to.</summary>
    public bool IsReadAlike(ApplicationConfig other) => AsRead.AsSpan().SequenceEqual(other.AsRead);

    /// <summary>Whether a gateway that serves the one serves the other: the same, and where it answers over HTTP.</summary>
    public bool IsServedAlike(ApplicationConfig other) => RoutePrefix == other.RoutePrefix && IsReadAlike(other);
}
