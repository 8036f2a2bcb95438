using System.Text.RegularExpressions;
using ActorServe.Shared.Programs;
using Microsoft.Extensions.Logging;

namespace ActorServe.Cli.Terminals;

/// <summary>Logs as lines of the terminal's error output: warnings and worse, or all from information on.</summary>
/// <remarks>
/// Until <see cref="Release"/>, warnings are held back for some seconds: what keeps a command from starting is told by the command itself,
/// in fewer words, and a command that does not start would otherwise say everything twice.
/// </remarks>
internal sealed partial class TerminalLoggerProvider : ILoggerProvider
{
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Queue<string> _held = new();
    private readonly Terminal _terminal;
    private readonly LogLevel _least;
    private readonly TimeProvider _time;
    private readonly long _start;
    private bool _isReleased;

    /// <summary>Holds back from now on, unless everything is to be seen.</summary>
    public TerminalLoggerProvider(Terminal terminal, bool verbose, TimeProvider? time = null)
    {
        _terminal = terminal;
        _least = verbose ? LogLevel.Information : LogLevel.Warning;
        _isReleased = verbose;
        _time = time ?? terminal.Time;
        _start = _time.GetTimestamp();
    }

    /// <summary>Shows what was held back, and everything from now on.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _isReleased = true;
            while (_held.TryDequeue(out var line)) _terminal.WriteError(line);
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new LineLogger(this, _least);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Write(string text)
    {
        if (_time.GetElapsedTime(_start) > LongestHold) Release();
        lock (_lock)
        {
            foreach (var line in Printable.Lines(text)) _held.Enqueue(line);
            if (_isReleased) Release();
        }
    }

    /// <summary>Level, time, thread and actor, which Akka puts before each message.</summary>
    [GeneratedRegex(@"^\[[A-Z]+\]\[[^\]]*\]\[Thread \d+\]\[[^\]]*\] ")]
    private static partial Regex AkkaPrefix();

    private sealed class LineLogger(TerminalLoggerProvider terminal, LogLevel least) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;

            var text = AkkaPrefix().Replace(formatter(state, exception), "");
            if (IsNoise(logLevel, text)) return;
            var word = logLevel switch { LogLevel.Information => "info", LogLevel.Warning => "warning", _ => "error" };
            terminal.Write($"{word}: {text}{(exception is null ? "" : $" ({exception.Message})")}");
        }

        // Akka's cluster warns of its own heartbeats on a busy machine: in one process they mean nothing.
        private bool IsNoise(LogLevel level, string text) =>
            least > LogLevel.Information && level == LogLevel.Warning && text.Contains("heartbeat", StringComparison.OrdinalIgnoreCase);
    }
}
