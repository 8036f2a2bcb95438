namespace ActorServe.Shared.Configuration;

/// <summary>Properties of a gateway's Kafka client that an application file is checked against.</summary>
public static class ClientDefaults
{
    /// <summary>
    /// <c>session.timeout.ms</c>, where neither the application nor the gateway sets another: the client's own 45 s would leave a dead
    /// gateway's partitions alone for as long.
    /// </summary>
    public static TimeSpan SessionTimeout { get; } = TimeSpan.FromSeconds(10);
}
