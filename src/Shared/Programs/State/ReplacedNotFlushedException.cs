namespace ActorServe.Shared.Programs.State;

/// <summary>A <see cref="StateFile"/> holds the new text, but the disk does not say that it does after a power cut, too.</summary>
public sealed class ReplacedNotFlushedException(string message, Exception inner) : IOException(message, inner);
