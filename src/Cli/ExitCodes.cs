namespace ActorServe.Cli;

/// <summary>What a command's end means to a script.</summary>
internal static class ExitCodes
{
    /// <summary>It did what it was asked.</summary>
    public const int Ok = 0;

    /// <summary>It could not: a broker is away, a deployment does not start, a record was not delivered.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the application file is wrong, or a <c>--yes</c> is missing; nothing was started.</summary>
    public const int Usage = 2;

    /// <summary>
    /// It ended before everything that it had read was finished, because that took too long: the group's next owner reads the rest again.
    /// </summary>
    public const int NotDrained = 3;

    /// <summary>It ended in good order, and a partition stood still: a record of it waits for a person.</summary>
    public const int Halted = 4;

    /// <summary>An audit found every record, and some twice.</summary>
    public const int Twice = 5;

    /// <summary>An audit found records without an answer.</summary>
    public const int Missing = 6;

    /// <summary>Dead letters were not replayed, because what they were is gone or they are too large.</summary>
    public const int NotReplayable = 7;

    /// <summary>
    /// It was interrupted a second time and ended at once, and nothing was drained; or it only waited for a cluster, or only read.
    /// </summary>
    public const int Interrupted = 130;
}

/// <summary>A command cannot go on. The message is all that a person needs.</summary>
internal class CommandFailedException(string message, int exitCode = ExitCodes.Failed, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How the process ends.</summary>
    public int ExitCode { get; } = exitCode;
}
