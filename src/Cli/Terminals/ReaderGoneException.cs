namespace ActorServe.Cli.Terminals;

/// <summary>Nobody reads a command's output any more: there is nothing left to do, and nothing went wrong.</summary>
internal sealed class ReaderGoneException(IOException cause) : IOException(cause.Message, cause)
{
    // A pipe that is closed at its other end: EPIPE, and what Windows has for it. A disk that is full is another matter.
    private const int BrokenPipe = 32, WindowsNoData = unchecked((int)0x8007_00E8), WindowsBrokenPipe = unchecked((int)0x8007_006D);

    /// <summary>Whether that is why something could not be written.</summary>
    public static bool Is(IOException cause) => cause.HResult is BrokenPipe or WindowsNoData or WindowsBrokenPipe;
}
