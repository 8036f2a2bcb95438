using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using ActorServe.Replica.Inference;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Replica.Tests.Serving;

/// <summary>A model that answers each row with its value, at once or when it is told to.</summary>
internal sealed class FakeModel : IModel
{
    private readonly Channel<HeldBatch> _held = Channel.CreateUnbounded<HeldBatch>();

    public ModelVersion Version { get; } = new("fake", "7");

    public int DefaultConcurrentBatches { get; init; } = 1;

    public bool IsSynchronous { get; init; }

    /// <summary>Batches wait until the test ends them, which it gets by <see cref="HeldAsync"/>.</summary>
    public bool IsHolding { get; set; }

    /// <summary>What becomes of a row.</summary>
    public Func<int, InferRow, RowEntry> Answer { get; set; } = (i, row) => RowEntry.Completed(i, [new RowOutput(row.Value!.Value)]);

    public ConcurrentQueue<int> BatchSizes { get; } = new();

    public ValueTask<ImmutableArray<RowEntry>> RunAsync(ImmutableArray<InferRow> rows, CancellationToken cancellation)
    {
        BatchSizes.Enqueue(rows.Length);
        var entries = rows.Select((row, i) => Answer(i, row)).ToImmutableArray();
        if (!IsHolding) return new(entries);

        var batch = new HeldBatch(entries, cancellation);
        _held.Writer.TryWrite(batch);
        return new(batch.Running.Task);
    }

    /// <summary>The next batch that the model has begun.</summary>
    public async Task<HeldBatch> HeldAsync() => await _held.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));

    internal sealed record HeldBatch(ImmutableArray<RowEntry> Entries, CancellationToken Cancellation)
    {
        public TaskCompletionSource<ImmutableArray<RowEntry>> Running { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void End() => Running.SetResult(Entries);
    }
}

/// <summary>A store of one model, which counts its uses.</summary>
internal sealed class FakeModelStore(IModel model) : IModelStore
{
    private int _uses;

    public int Uses => Volatile.Read(ref _uses);

    /// <summary>Loading ends with this.</summary>
    public Task Loading { get; init; } = Task.CompletedTask;

    public async Task<IModelLease> AcquireAsync(DeploymentConfig deployment, CancellationToken cancellation)
    {
        await Loading;
        Interlocked.Increment(ref _uses);
        return new Lease(this, model);
    }

    private sealed class Lease(FakeModelStore store, IModel model) : IModelLease
    {
        public IModel Model => model;

        public ValueTask DisposeAsync()
        {
            Interlocked.Decrement(ref store._uses);
            return ValueTask.CompletedTask;
        }
    }
}
