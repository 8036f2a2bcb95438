namespace ActorServe.Gateway.Produce;

/// <summary>
/// What one producer reported and nobody has read yet. Filled on the producer's thread, read on the stage's; wakes the reader once for many
/// reports.
/// </summary>
internal sealed class DeliveryInbox(Action wake) : IDeliveryListener
{
    private readonly Lock _lock = new();
    private List<DeliveryReport> _filling = [];
    private List<DeliveryReport> _reading = [];
    private string? _died;
    private bool _isWaking;

    /// <inheritdoc/>
    public void Delivered(ReadOnlySpan<DeliveryReport> reports)
    {
        lock (_lock)
        {
            _filling.AddRange(reports);
            if (_isWaking) return;
            _isWaking = true;
        }

        wake();
    }

    /// <inheritdoc/>
    public void Died(string reason)
    {
        lock (_lock)
        {
            _died ??= reason;
            _isWaking = true;
        }

        wake();
    }

    /// <summary>Takes what there is. The list is valid until the next call.</summary>
    /// <param name="died">Why the producer is dead, or null.</param>
    public List<DeliveryReport> Take(out string? died)
    {
        lock (_lock)
        {
            _reading.Clear();
            (_filling, _reading) = (_reading, _filling);
            died = _died;
            _isWaking = false;
            return _reading;
        }
    }
}
