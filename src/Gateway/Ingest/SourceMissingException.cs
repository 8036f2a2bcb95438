namespace ActorServe.Gateway.Ingest;

/// <summary>An application asks for a source that the gateway has not. The message says what to do.</summary>
internal sealed class SourceMissingException(string message) : Exception(message);
