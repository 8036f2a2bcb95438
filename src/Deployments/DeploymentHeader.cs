namespace ActorServe.Deployments;

/// <summary>A header of a record.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, as bytes.</param>
public readonly record struct DeploymentHeader(string Name, ReadOnlyMemory<byte> Value);
