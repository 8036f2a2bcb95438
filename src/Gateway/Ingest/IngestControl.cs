using System.Collections.Immutable;
using ActorServe.Gateway.Ingest.Ledger;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Ingest;

/// <summary>
/// Ingest of one run of a stream, for everyone but the thread that owns the consumer. Made before the stream, because Dispatch and Commit
/// need it, and used for one run only.
/// </summary>
internal sealed class IngestControl(TimeProvider? time = null) : IRunningIngest
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IngestStatus _status = IngestStatus.None;

    /// <inheritdoc/>
    public IngestStatus Status
    {
        get => _status;
        internal set => _status = value;
    }

    /// <inheritdoc/>
    public Task Completion => _completion.Task;

    internal IngestQueue Queue { get; } = new();

    /// <summary>When rows are read and finished.</summary>
    internal RowClock Clock { get; } = new(time ?? TimeProvider.System);

    /// <inheritdoc/>
    public Task DrainAsync()
    {
        Queue.Add(new Inbound.Drain());
        return Completion;
    }

    /// <summary>Commits what is finished, waits for nothing, and closes.</summary>
    public void Stop() => Queue.Add(new Inbound.Stop());

    /// <inheritdoc/>
    public void Finish(ImmutableArray<RowSource> rows) => Queue.Add(new Inbound.Finished(rows, Clock.Read()));

    /// <inheritdoc/>
    public void Withdrawn(ImmutableArray<RowSource> rows) => Queue.Add(new Inbound.Withdrawn(rows));

    /// <inheritdoc/>
    public void Halt(RowSource row, string reason) => Queue.Add(new Inbound.Halted(row, reason));

    internal void Ended(Exception? failure)
    {
        if (failure is null) _completion.TrySetResult();
        else _completion.TrySetException(failure);
    }
}
