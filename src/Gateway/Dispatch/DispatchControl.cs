using System.Collections.Immutable;
using ActorServe.Routing;

namespace ActorServe.Gateway.Dispatch;

/// <summary>
/// Made before the stream is, and safe to call all its life. Before the stage starts, withdrawals wait for it. When the stage stops it
/// gives back every row that it has, so that a withdrawal after that has nothing left to do and nobody waits for rows that died with the
/// stream.
/// </summary>
internal sealed class DispatchControl : IDispatchControl
{
    private readonly Lock _lock = new();
    private ImmutableArray<PartitionEpoch> _early = [];
    private Action<ImmutableArray<PartitionEpoch>>? _stage;
    private bool _isStopped;

    /// <inheritdoc/>
    public void Withdraw(ImmutableArray<PartitionEpoch> assignments)
    {
        lock (_lock)
        {
            if (_isStopped) return;
            if (_stage is null) _early = _early.AddRange(assignments);
            else _stage(assignments);
        }
    }

    /// <summary>The stage takes withdrawals from here on, by a call that never blocks.</summary>
    public void Started(Action<ImmutableArray<PartitionEpoch>> stage)
    {
        lock (_lock)
        {
            _stage = stage;
            if (!_early.IsEmpty) stage(_early);
            _early = [];
        }
    }

    /// <summary>The stage has ended.</summary>
    public void Stopped()
    {
        lock (_lock) _isStopped = true;
    }
}
