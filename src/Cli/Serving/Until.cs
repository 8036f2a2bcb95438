namespace ActorServe.Cli.Serving;

/// <summary>When a command ends that would go on for ever: at a signal, or after a time.</summary>
internal sealed class Until : IDisposable
{
    private readonly CancellationTokenSource _source;

    /// <summary>Counts from now on.</summary>
    /// <param name="seconds">How long; null is without end.</param>
    /// <param name="stopping">The signals.</param>
    public Until(double? seconds, params CancellationToken[] stopping)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        if (seconds is { } limit) _source.CancelAfter(TimeSpan.FromSeconds(limit));
    }

    /// <summary>Cancelled at the end.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Now.</summary>
    public void End() => _source.Cancel();

    /// <summary>Does it after each period until the end, and once more then.</summary>
    public async Task RepeatAsync(TimeSpan period, Func<Task> action)
    {
        do
        {
            await Task.Delay(period, Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await action();
        }
        while (!Token.IsCancellationRequested);
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
