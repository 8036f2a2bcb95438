using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ActorServe.Shared.Programs;
using Spectre.Console;

namespace ActorServe.Cli.Terminals;

/// <summary>Where a command reads and writes. What it prints as a line is one, and no command to a terminal, whoever wrote it.</summary>
internal sealed record Terminal
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Lines for people and pipes.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>What went wrong.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Bytes as they are: the values of records.</summary>
    public required Stream RawOutput { get; init; }

    /// <summary>What is piped in.</summary>
    public required Stream RawInput { get; init; }

    /// <summary>A screen that can be redrawn; null where output goes into a file or a pipe, which get no control codes.</summary>
    public IAnsiConsole? Screen { get; init; }

    /// <summary>Input is a file or a pipe.</summary>
    public bool IsInputRedirected { get; init; }

    /// <summary>Whether nobody reads what is written any more, as is known without writing; false where it cannot be known.</summary>
    public Func<bool> HasReaderGone { get; init; } = () => false;

    /// <summary>The clock that commands wait by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Somebody is there who presses keys and can be asked.</summary>
    public bool HasKeys => Screen is not null && !IsInputRedirected;

    /// <summary>One line, above a live view where there is one.</summary>
    public void WriteLine(string line)
    {
        var printable = Printable.LineWithTabs(line);
        if (Screen is null) Output.WriteLine(printable);
        else Screen.WriteLine(printable);
    }

    /// <summary>One line, which stands out on a screen where it tells of trouble.</summary>
    public void WriteLine(string line, bool isAlarming)
    {
        if (Screen is null || !isAlarming) WriteLine(line);
        else WriteRed(Screen, line);
    }

    /// <summary>Something as JSON for people and programs, byte for byte also on a screen, which would break its lines.</summary>
    public void WriteJson(object value) => Output.WriteLine(JsonSerializer.Serialize(value, Indented));

    /// <summary>A text and a line end as they are, also on a screen, at once: whoever follows reads it now.</summary>
    /// <exception cref="ReaderGoneException">Whoever reads has enough, as <c>head</c> does.</exception>
    public void WriteRaw(string text)
    {
        try
        {
            RawOutput.Write(Encoding.UTF8.GetBytes(text + "\n"));
            RawOutput.Flush();
        }
        catch (IOException cause) when (ReaderGoneException.Is(cause))
        {
            throw new ReaderGoneException(cause);
        }
    }

    /// <summary>Ends a command that waits for something to write, where nobody would read it.</summary>
    /// <exception cref="ReaderGoneException">Whoever reads has enough.</exception>
    public void ThrowIfReaderGone()
    {
        if (HasReaderGone()) throw new ReaderGoneException(new IOException("nobody reads the output"));
    }

    /// <summary>One line about what went wrong.</summary>
    public void WriteError(string line)
    {
        if (Screen is null) Error.WriteLine(Printable.LineWithTabs(line));
        else WriteRed(Screen, line);
    }

    private static void WriteRed(IAnsiConsole screen, string line) =>
        screen.MarkupLineInterpolated($"[red]{Printable.LineWithTabs(line)}[/]");
}
