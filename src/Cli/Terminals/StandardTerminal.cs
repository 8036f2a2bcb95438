using Spectre.Console;

namespace ActorServe.Cli.Terminals;

/// <summary>The process's own terminal: the one place that knows the standard streams.</summary>
internal static class StandardTerminal
{
#pragma warning disable RS0030 // Here the console becomes what is injected everywhere else.
    /// <summary>Opens it.</summary>
    public static Terminal Open() => new()
    {
        Output = Console.Out,
        Error = Console.Error,
        RawOutput = Console.OpenStandardOutput(),
        RawInput = Console.OpenStandardInput(),
        Screen = Console.IsOutputRedirected || IsDumb ? null : AnsiConsole.Console,
    };
#pragma warning restore RS0030

    private static bool IsDumb =>
        Environment.GetEnvironmentVariable("TERM") is "dumb" || !AnsiConsole.Profile.Capabilities.Ansi;
}
