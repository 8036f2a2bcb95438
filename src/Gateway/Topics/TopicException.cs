namespace ActorServe.Gateway.Topics;

/// <summary>An application's topics are not as it needs them. The message names them and says what to do.</summary>
public sealed class TopicException(string message) : Exception(message);
