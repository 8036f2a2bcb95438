using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace ActorServe.Cli.Terminals;

/// <summary>Logs as lines of the terminal's error output: warnings and worse, or all from information on.</summary>
internal sealed partial class TerminalLoggerProvider(Terminal terminal, bool verbose) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new LineLogger(terminal, verbose ? LogLevel.Information : LogLevel.Warning);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Level, time, thread and actor, which Akka puts before each message.</summary>
    [GeneratedRegex(@"^\[[A-Z]+\]\[[^\]]*\]\[Thread \d+\]\[[^\]]*\] ")]
    private static partial Regex AkkaPrefix();

    private sealed class LineLogger(Terminal terminal, LogLevel least) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;

            var word = logLevel switch { LogLevel.Information => "info", LogLevel.Warning => "warning", _ => "error" };
            terminal.WriteError($"{word}: {AkkaPrefix().Replace(formatter(state, exception), "")}{(exception is null ? "" : $" ({exception.Message})")}");
        }
    }
}
