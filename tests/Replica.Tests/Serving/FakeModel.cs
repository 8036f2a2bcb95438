using System.Collections.Concurrent;
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

    public int MostRows { get; init; } = int.MaxValue;

    public bool IsSynchronous { get; init; }

    /// <summary>Batches wait until the test ends them, which it gets by <see cref="HeldAsync"/>.</summary>
    public bool IsHolding { get; set; }

    /// <summary>What becomes of a row.</summary>
    public Func<int, InferRow, RowEntry> Answer { get; set; } = (i, row) => RowEntry.Completed(i, [new RowOutput(row.Value!.Value)]);

    public ConcurrentQueue<int> BatchSizes { get; } = new();

    /// <summary>Rows of each batch that it leaves without an entry, from the last on.</summary>
    public int Unanswered { get; set; }

    /// <summary>What it does when it is asked whether it is well.</summary>
    public Func<CancellationToken, Task> Check { get; set; } = _ => Task.CompletedTask;

    public async ValueTask CheckHealthAsync(CancellationToken cancellation) => await Check(cancellation);

    public ValueTask RunAsync(ReadOnlyMemory<InferRow> rows, Memory<RowEntry> entries, CancellationToken cancellation)
    {
        BatchSizes.Enqueue(rows.Length);
        for (var i = 0; i < rows.Length - Unanswered; i++) entries.Span[i] = Answer(i, rows.Span[i]);
        if (!IsHolding) return default;

        var batch = new HeldBatch(cancellation);
        _held.Writer.TryWrite(batch);
        return new(batch.Running.Task);
    }

    /// <summary>The next batch that the model has begun.</summary>
    public async Task<HeldBatch> HeldAsync() => await _held.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));

    internal sealed record HeldBatch(CancellationToken Cancellation)
    {
        public TaskCompletionSource Running { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void End() => Running.SetResult();
    }
}

/// <summary>A store of one model, which counts its uses.</summary>
internal sealed class FakeModelStore(IModel model) : IModelStore
{
    private int _uses;
    private int _acquired;

    public int Uses => Volatile.Read(ref _uses);

    public int Acquired => Volatile.Read(ref _acquired);

    /// <summary>Loading ends with this.</summary>
    public Task Loading { get; init; } = Task.CompletedTask;

    public async Task<IModelLease> AcquireAsync(DeploymentConfig deployment, CancellationToken cancellation)
    {
        await Loading;
        Interlocked.Increment(ref _uses);
        Interlocked.Increment(ref _acquired);
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
