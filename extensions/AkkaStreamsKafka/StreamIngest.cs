using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorServe.Gateway.Ingest;
using ActorServe.Routing;
using ActorServe.Shared.Protocol;

namespace ActorServe.AkkaStreamsKafka;

/// <summary>Where the package's part of a stream ends.</summary>
/// <param name="Committed">Ends when the last commit is answered, and fails where one was refused.</param>
/// <param name="CloseAsync">Closes the consumer.</param>
internal sealed record StreamEnds(Task Committed, Func<Task> CloseAsync);

/// <summary>
/// Ingest of one run of a stream over the package's source, for everyone but the <see cref="LedgerStage{TCommit}"/>. Made before the
/// stream; what is said before the stage runs is heard when it does.
/// </summary>
internal sealed class StreamIngest : IRunningIngest
{
    private readonly TaskCompletionSource<StreamEnds> _ends = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Action _wake = () => { };

    /// <inheritdoc/>
    public IngestStatus Status => Notices.Status;

    /// <inheritdoc/>
    public Task Completion => Notices.Completion;

    /// <summary>What was said, in order.</summary>
    internal IngestControl Notices { get; } = new();

    /// <summary>The assignments whose sources have ended.</summary>
    internal ConcurrentQueue<PartitionEpoch> Gone { get; } = [];

    /// <summary>Known once the stream is made.</summary>
    internal Task<StreamEnds> Ends => _ends.Task;

    /// <inheritdoc/>
    public void Finish(ImmutableArray<RowSource> rows)
    {
        Notices.Finish(rows);
        _wake();
    }

    /// <inheritdoc/>
    public void Withdrawn(ImmutableArray<RowSource> rows)
    {
        Notices.Withdrawn(rows);
        _wake();
    }

    /// <inheritdoc/>
    public void Halt(RowSource row, string reason)
    {
        Notices.Halt(row, reason);
        _wake();
    }

    /// <inheritdoc/>
    public Task DrainAsync()
    {
        var drained = Notices.DrainAsync();
        _wake();
        return drained;
    }

    /// <summary>A partition's source has ended: it was revoked or lost, or the whole stream ends.</summary>
    internal void Ended(PartitionEpoch id)
    {
        Gone.Enqueue(id);
        _wake();
    }

    /// <summary>The stage runs, and is woken by this, which never blocks.</summary>
    internal void Started(Action wake) => _wake = wake;

    /// <summary>The stream was made.</summary>
    internal void Made(StreamEnds ends) => _ends.TrySetResult(ends);

    /// <summary>The stage has ended: the last commit is waited for, then the consumer is closed, whatever becomes of either.</summary>
    internal async Task CloseAsync(Exception? failure)
    {
        var ends = await Ends.ConfigureAwait(false);
        failure = await FailureOf(ends.Committed, failure).ConfigureAwait(false);
        failure = await FailureOf(ends.CloseAsync(), failure).ConfigureAwait(false);
        Notices.Ended(failure);
    }

    // The first one counts.
    private static async Task<Exception?> FailureOf(Task step, Exception? before)
    {
        await step.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return before ?? (step.IsCompletedSuccessfully ? null : step.Exception?.InnerException ?? new TaskCanceledException(step));
    }
}
