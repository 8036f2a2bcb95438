namespace ActorServe.Shared.Telemetry;

/// <summary>
/// What telemetry of several programs is told apart by; OpenTelemetry's own names where it has one. None has values that a client can
/// choose, so that their number is bounded.
/// </summary>
public static class AttributeNames
{
    /// <summary>The name of an application.</summary>
    public const string Application = "actorserve.application";

    /// <summary>The name of a deployment in its application.</summary>
    public const string Deployment = "actorserve.deployment";

    /// <summary>The number of a partition of an application's input topic.</summary>
    public const string Partition = "messaging.destination.partition.id";
}
