using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Replica.Tests.Serving;

/// <summary>A clock that fails when it is told to: what breaks a run beside its model.</summary>
internal sealed class FailingTime : FakeTimeProvider
{
    /// <summary>No timer is to be had.</summary>
    public bool HasNoTimers { get; set; }

    /// <summary>It does not say the time.</summary>
    public bool IsStopped { get; set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        HasNoTimers ? throw new InsufficientMemoryException("no timer") : base.CreateTimer(callback, state, dueTime, period);

    public override long GetTimestamp() => IsStopped ? throw new InsufficientMemoryException("no time") : base.GetTimestamp();
}
