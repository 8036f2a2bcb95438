using Microsoft.Win32.SafeHandles;
using Spectre.Console;

namespace ActorServe.Cli.Terminals;

/// <summary>The process's own terminal: the one place that knows the standard streams.</summary>
internal static class StandardTerminal
{
    private const nint StandardOutput = 1;

#pragma warning disable RS0030 // Here the console becomes what is injected everywhere else.
    /// <summary>Opens it.</summary>
    public static Terminal Open() => new()
    {
        Output = Console.Out,
        Error = Console.Error,
        RawOutput = OpenOutput(),
        RawInput = Console.OpenStandardInput(),
        Screen = Console.IsOutputRedirected || IsDumb ? null : AnsiConsole.Console,
        IsInputRedirected = Console.IsInputRedirected,
        HasReaderGone = IsPipeOfUnix ? () => PipeEnd.IsGone((int)StandardOutput) : () => false,
    };

    private static bool IsPipeOfUnix => !OperatingSystem.IsWindows() && Console.IsOutputRedirected;

    // The console's own stream says nothing where whoever reads a pipe has gone, as head does: a command would write on for ever. A file
    // has a place that others of its writers move, which is the console's stream's to keep.
    private static Stream OpenOutput()
    {
        if (!IsPipeOfUnix) return Console.OpenStandardOutput();

        var stream = new FileStream(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }
#pragma warning restore RS0030

    private static bool IsDumb =>
        Environment.GetEnvironmentVariable("TERM") is "dumb" || !AnsiConsole.Profile.Capabilities.Ansi;
}
