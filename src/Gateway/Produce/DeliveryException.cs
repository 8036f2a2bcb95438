namespace ActorServe.Gateway.Produce;

/// <summary>
/// Nothing can be produced, and it is no record's fault: the topic, the rights or the client. The stream fails and is rebuilt, and nothing
/// is lost.
/// </summary>
public sealed class DeliveryException(string message) : Exception(message);
