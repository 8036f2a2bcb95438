namespace ActorServe.Cli.Terminals;

/// <summary>Nobody reads a command's output any more: there is nothing left to do, and nothing went wrong.</summary>
internal sealed class ReaderGoneException(IOException cause) : IOException(cause.Message, cause);
