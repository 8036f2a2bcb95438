using System.Collections;
using Microsoft.Extensions.Logging;

namespace ActorServe.Shared.Programs.Logs;

/// <summary>What lines are about beside what each says itself: a scope of a logger.</summary>
public sealed class LogFields : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly KeyValuePair<string, object?> _field;

    private LogFields(string name, object? value) => _field = new KeyValuePair<string, object?>(name, value);

    /// <inheritdoc/>
    public int Count => 1;

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => index == 0 ? _field : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>A scope whose lines are about this.</summary>
    public static LogFields Of(string name, object? value) => new(name, value);

    /// <summary>A logger whose lines are all about this. Those that nobody wants cost nothing more.</summary>
    public static ILogger On(ILogger logger, string name, object? value) => new About(logger, new LogFields(name, value));

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return _field;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_field.Key} {_field.Value}";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class About(ILogger logger, LogFields fields) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!logger.IsEnabled(logLevel)) return;
            using (logger.BeginScope(fields)) logger.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
