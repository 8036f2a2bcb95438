namespace ActorServe.Shared.Identity;

/// <summary>A deployment of an application, whatever its version.</summary>
public readonly record struct DeploymentId(string Application, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Application}/{Name}";
}

/// <summary>One version of a deployment: replicas with the same key run the same thing.</summary>
/// <param name="Deployment">The deployment.</param>
/// <param name="Version">A digest of everything whose change needs new replicas.</param>
public readonly record struct DeploymentKey(DeploymentId Deployment, string Version)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Deployment}:{Version}";
}

/// <summary>A process: one restarted on the same address is another node.</summary>
/// <param name="Address">The address of its ActorSystem.</param>
/// <param name="Incarnation">Drawn when its ActorSystem starts.</param>
public readonly record struct NodeId(string Address, long Incarnation)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Address}#{Incarnation:x}";
}

/// <summary>One running copy of a deployment. A number is never used twice by a node.</summary>
/// <param name="Key">What it runs.</param>
/// <param name="Node">Where it runs.</param>
/// <param name="Number">Unique on its node, for the node's lifetime.</param>
public readonly record struct ReplicaId(DeploymentKey Key, NodeId Node, long Number)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Key.Deployment}#{Number}@{Node}";
}

/// <summary>What answered a row.</summary>
/// <param name="Name">The model's folder or file, or the C# class.</param>
/// <param name="Version">The model's version, or the assembly's.</param>
public sealed record ModelVersion(string Name, string Version);
