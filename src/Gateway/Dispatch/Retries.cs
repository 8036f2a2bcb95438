using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Dispatch;

/// <summary>The rows that wait before they are tried again, by the time at which they are. Pure: time and chance come in.</summary>
internal sealed class Retries(FlightRules rules, Random random)
{
    private const byte MostOverloads = 30;

    private readonly PriorityQueue<ReadyRow, TimeSpan> _waiting = new();

    /// <summary>When the next one is due; null where none waits.</summary>
    public TimeSpan? DueAt => _waiting.TryPeek(out _, out var due) ? due : null;

    /// <summary>Runs that failed, whatever became of their rows.</summary>
    public long FailedAttempts { get; private set; }

    /// <summary>A run failed: whether its row is tried again.</summary>
    public bool IsTriedAgain(RowEntry failed, int attempt)
    {
        if (FlightRules.CountsAsAttempt(failed.Failure)) FailedAttempts++;
        return !rules.IsFinal(failed.Failure, attempt);
    }

    /// <summary>The row waits from now on, longer with each failure of its kind. Where a run failed, its next attempt is another.</summary>
    public void Wait(PartitionFlights partition, long sequence, FailureKind failure, TimeSpan now)
    {
        ref var slot = ref partition[sequence];
        slot.State = FlightState.BackingOff;
        var counts = FlightRules.CountsAsAttempt(failure);
        if (!counts && slot.Overloads < MostOverloads) slot.Overloads++;
        var delay = rules.Delay(counts ? slot.Row.Attempt : slot.Overloads, random.NextDouble());
        if (counts) slot.Row = slot.Row with { Attempt = slot.Row.Attempt + 1 };
        _waiting.Enqueue(new ReadyRow(partition, sequence), now + delay);
    }

    /// <summary>A row whose wait is over. It may have been withdrawn meanwhile.</summary>
    public bool TryTake(TimeSpan now, out ReadyRow row)
    {
        if (!_waiting.TryPeek(out row, out var due) || due > now) return false;
        _waiting.Dequeue();
        return true;
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => _waiting.Clear();
}
