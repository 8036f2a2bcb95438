namespace ActorServe.Cli.Timing;

/// <summary>When something ends that would go on: at a signal, or after a time.</summary>
internal sealed class Until : IDisposable
{
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource? _over;
    private readonly CancellationTokenSource _source;

    /// <summary>Counts from now on.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="most">How long; null is without end.</param>
    /// <param name="stopping">The signals.</param>
    public Until(TimeProvider time, TimeSpan? most, params CancellationToken[] stopping)
    {
        _time = time;
        _over = most is { } limit ? new CancellationTokenSource(limit, time) : null;
        _source = CancellationTokenSource.CreateLinkedTokenSource([.. stopping, _over?.Token ?? CancellationToken.None]);
    }

    /// <summary>Counts so many seconds; null is without end.</summary>
    public Until(TimeProvider time, double? seconds, params CancellationToken[] stopping)
        : this(time, seconds is { } limit ? TimeSpan.FromSeconds(limit) : (TimeSpan?)null, stopping)
    {
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
            await Task.Delay(period, _time, Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await action();
        }
        while (!Token.IsCancellationRequested);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _source.Dispose();
        _over?.Dispose();
    }
}
