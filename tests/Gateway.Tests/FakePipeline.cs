using ActorServe.Gateway;

namespace ActorServe.Gateway.Tests;

/// <summary>A run that ends when the test says so.</summary>
internal sealed class FakePipeline : IRunningPipeline
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Completion => _completion.Task;

    public bool IsDraining { get; private set; }

    public bool IsStopped { get; private set; }

    public PipelineReading Reading { get; set; } = PipelineReading.None;

    public void Drain() => IsDraining = true;

    public void Stop() => IsStopped = true;

    /// <summary>A bug of whoever reads it.</summary>
    public bool IsBroken { get; set; }

    public PipelineReading Read() => IsBroken ? throw new InvalidOperationException("a bug") : Reading;

    public void End() => _completion.TrySetResult();

    public void Fail(Exception reason) => _completion.TrySetException(reason);
}
