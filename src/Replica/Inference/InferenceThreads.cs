using Microsoft.Extensions.Logging;

namespace ActorServe.Replica.Inference;

/// <summary>One run on an inference thread.</summary>
internal interface IInferenceJob
{
    /// <summary>Runs it. A job tells its outcome itself; where it throws instead, it hears so by <see cref="Failed"/>.</summary>
    void Run();

    /// <summary>What <see cref="Run"/> threw, on the same thread: whoever waits for the outcome must be told that there is none.</summary>
    void Failed(Exception cause);
}

/// <summary>
/// The threads of a node on which models run, never an actor's dispatcher. Jobs start in the order in which they were posted. A queue
/// with <see cref="Monitor"/> hands one over for a tenth of the CPU that the thread pool takes when it is idle.
/// </summary>
internal sealed class InferenceThreads : IAsyncDisposable
{
    private readonly Queue<IInferenceJob> _jobs = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger<InferenceThreads> _logger;
    private int _running;
    private bool _stopping;

    public InferenceThreads(int count, ILogger<InferenceThreads> logger, string name = "inference")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        _logger = logger;
        Count = _running = count;
        for (var i = 0; i < count; i++)
        {
            new Thread(Work) { Name = $"{name}-{i}", IsBackground = true }.Start();
        }
    }

    /// <summary>How many jobs run at once.</summary>
    public int Count { get; }

    /// <summary>Has a thread run the job as soon as one is free. False, and the job never runs, once the threads are told to end.</summary>
    public bool Post(IInferenceJob job)
    {
        lock (_jobs)
        {
            if (_stopping) return false;
            _jobs.Enqueue(job);
            Monitor.Pulse(_jobs);
        }

        return true;
    }

    /// <summary>Takes no more jobs; completes when those posted before have run and the threads are gone. Blocks nobody.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_jobs)
        {
            _stopping = true;
            Monitor.PulseAll(_jobs);
        }

        return new ValueTask(_ended.Task);
    }

    private void Work()
    {
        while (Next() is { } job) Run(job);
        if (Interlocked.Decrement(ref _running) == 0) _ended.SetResult();
    }

#pragma warning disable CA1031 // A job's fault must not end a thread that other replicas share.
    private void Run(IInferenceJob job)
    {
        try
        {
            job.Run();
        }
        catch (Exception fault)
        {
            Fail(job, fault);
        }
    }

    private void Fail(IInferenceJob job, Exception fault)
    {
        try
        {
            job.Failed(fault);
        }
        catch (Exception untold)
        {
            _logger.LogCritical(
                untold, "A job on an inference thread threw {Fault} and could not say so; the thread goes on.", fault.GetType().Name);
        }
    }
#pragma warning restore CA1031

    private IInferenceJob? Next()
    {
        lock (_jobs)
        {
            IInferenceJob? job;
            while (!_jobs.TryDequeue(out job))
            {
                if (_stopping) return null;
                Monitor.Wait(_jobs);
            }

            return job;
        }
    }
}
