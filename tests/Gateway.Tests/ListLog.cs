using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Tests;

/// <summary>Keeps what is logged.</summary>
internal class ListLog : ILogger
{
    public List<string> Lines { get; } = [];

    /// <summary>What lines were about beside what they say, in the order in which that began.</summary>
    public List<string> Scopes { get; } = [];

    /// <summary>The lines until now, while others may be added.</summary>
    public IReadOnlyList<string> Copy()
    {
        lock (Lines) return [.. Lines];
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Scopes.Add($"{state}");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (Lines) Lines.Add(formatter(state, exception));
    }
}

/// <summary>The log of a type, kept.</summary>
internal sealed class ListLog<T> : ListLog, ILogger<T>;
