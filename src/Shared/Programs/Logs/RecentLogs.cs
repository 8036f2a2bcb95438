using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServe.Shared.Programs.Logs;

/// <summary>Puts what the process logs into its ring.</summary>
[ProviderAlias("Recent")]
internal sealed class RecentLogs(LogRing ring, TimeProvider time) : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider? _scopes;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new RingLogger(this, categoryName);

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class RingLogger(RecentLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logs._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logs.Write(new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter));
    }

    private void Write<TState>(in LogEntry<TState> entry) => ring.Add(LogLines.Of(entry, _scopes, time.GetUtcNow()));
}
