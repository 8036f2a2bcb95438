using System.Collections.Immutable;
using ActorServe.Routing;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Dispatch;

/// <summary>
/// The rows in flight of one assignment of a partition: a ring from the oldest row on, and the order in which their outcomes may go out.
/// Rows are offered in their order, so that what is held back waits only for rows that were offered before it.
/// </summary>
internal sealed class PartitionFlights(PartitionEpoch id, long first, Ordering ordering, FlightCounts counts)
{
    private readonly Dictionary<RowKey, long>? _tails = ordering == Ordering.Key ? [] : null;
    private FlightSlot[] _slots = new FlightSlot[64];
    private long _first = first;
    private long _next = first;
    private long _offered = first;
    private long _head = first;

    /// <summary>The assignment.</summary>
    public PartitionEpoch Id => id;

    /// <summary>An earlier assignment of the partition that still has rows.</summary>
    public PartitionFlights? Older { get; set; }

    /// <summary>Bytes of outcomes that were not emitted yet.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>Rows that were offered and have no outcome yet, whether they are at the router or back off.</summary>
    public int Unsettled { get; private set; }

    /// <summary>Rows whose outcome was neither emitted nor withdrawn.</summary>
    public int Rows { get; private set; }

    /// <summary>A row stopped the partition: nothing after it goes out.</summary>
    public bool IsHalted { get; private set; }

    /// <summary>The assignment was withdrawn: nothing is offered any more.</summary>
    public bool IsWithdrawn { get; private set; }

    /// <summary>The oldest row.</summary>
    public long First => _first;

    /// <summary>One past the newest row.</summary>
    public long Next => _next;

    /// <summary>Whether rows were never offered.</summary>
    public bool HasWaiting => _offered < _next;

    /// <summary>The row's slot; only for what <see cref="Holds"/>.</summary>
    public ref FlightSlot this[long sequence] => ref _slots[sequence & (_slots.Length - 1)];

    /// <summary>Whether the row is here in this state.</summary>
    public bool Holds(long sequence, FlightState state) => sequence >= _first && sequence < _next && this[sequence].State == state;

    /// <summary>Takes in the next row, unsent.</summary>
    public void Append(InferRow row)
    {
        if (row.Source.Sequence != _next) throw new InvalidOperationException($"{row.Source} came where {_next} was next");
        if (_next - _first == _slots.Length) Grow();

        ref var slot = ref this[_next];
        slot = default;
        slot.Row = row;
        slot.State = FlightState.Waiting;
        slot.Successor = -1;
        if (_tails is not null && row.Key is { } key) Chain(ref slot, new RowKey(key));

        _next++;
        Rows++;
        counts.Rows++;
        counts.Waiting++;
    }

    /// <summary>The oldest row that was never offered becomes sent.</summary>
    public InferRow Offer()
    {
        ref var slot = ref this[_offered++];
        slot.State = FlightState.Sent;
        counts.Waiting--;
        Unsettled++;
        counts.Unsettled++;
        return slot.Row;
    }

    /// <summary>The row has its outcome, which goes out when its order allows. Returns the outcome's bytes.</summary>
    public int Finish(long sequence, OutcomeKind kind, RowEntry entry, ModelVersion? model)
    {
        ref var slot = ref this[sequence];
        Settled();
        slot.State = FlightState.Held;
        slot.Kind = kind;
        slot.Entry = entry;
        slot.Model = model;
        slot.HeldBytes = SizeOf(entry);
        HeldBytes += slot.HeldBytes;
        counts.HeldBytes += slot.HeldBytes;
        return slot.HeldBytes;
    }

    /// <summary>Lets the row's outcome go out where its order allows, and those that waited for it.</summary>
    public void Release(long sequence, Queue<ReadyRow> ready)
    {
        while (sequence >= 0 && !IsHalted && IsNext(sequence))
        {
            ref var slot = ref this[sequence];
            slot.State = FlightState.Ready;
            ready.Enqueue(new ReadyRow(this, sequence));
            IsHalted = slot.Kind == OutcomeKind.Halted;
            sequence = PassOn(sequence, ref slot);
        }
    }

    /// <summary>Takes a ready row's outcome out.</summary>
    public FlightOutcome Take(long sequence)
    {
        ref var slot = ref this[sequence];
        var outcome = new FlightOutcome(slot.Row, slot.Kind, slot.Entry, slot.Model);
        Remove(sequence, ref slot);
        return outcome;
    }

    /// <summary>The assignment ends: gives back what waits or backs off, and what a halt or those hold back for good.</summary>
    public void WithdrawAll(ImmutableArray<RowSource>.Builder withdrawn)
    {
        IsWithdrawn = true;
        counts.Waiting -= (int)(_next - _offered);
        _offered = _next;
        for (var sequence = _first; sequence < _next; sequence++)
        {
            var state = this[sequence].State;
            var isForGood = IsHalted && state == FlightState.Held;
            if (isForGood || state is FlightState.Waiting or FlightState.BackingOff) Withdraw(sequence, withdrawn);
        }
    }

    /// <summary>Gives a row back, and what was held behind it.</summary>
    public void Withdraw(long sequence, ImmutableArray<RowSource>.Builder withdrawn)
    {
        var successor = SuccessorOf(sequence);
        GiveBack(sequence, withdrawn);
        while (successor >= 0 && !this[successor].IsBarred)
        {
            ref var slot = ref this[successor];
            slot.IsBarred = true;
            var after = SuccessorOf(successor);
            if (slot.State == FlightState.Held) GiveBack(successor, withdrawn);
            successor = after;
        }
    }

    /// <summary>Gives back every row, in whatever state.</summary>
    public void GiveBackAll(ImmutableArray<RowSource>.Builder withdrawn)
    {
        for (var sequence = _first; sequence < _next; sequence++)
        {
            if (this[sequence].State != FlightState.Free) GiveBack(sequence, withdrawn);
        }
    }

    private static int SizeOf(RowEntry entry)
    {
        var bytes = 64 + (entry.Message?.Length ?? 0);
        if (entry.Outputs.IsDefault) return bytes;
        foreach (var output in entry.Outputs) bytes += output.Value.Length + (output.Key?.Length ?? 0);
        return bytes;
    }

    private bool IsNext(long sequence)
    {
        if (!Holds(sequence, FlightState.Held)) return false;
        ref var slot = ref this[sequence];
        return !slot.IsBarred && (ordering == Ordering.Partition ? sequence == _head : !slot.HasPredecessor);
    }

    private long PassOn(long sequence, ref FlightSlot slot)
    {
        if (ordering == Ordering.Partition) return ++_head;
        if (slot.Successor >= 0) this[slot.Successor].HasPredecessor = false;
        else if (_tails is not null && slot.Row.Key is { } key) _tails.Remove(new RowKey(key));
        return slot.Successor;
    }

    private long SuccessorOf(long sequence)
    {
        if (ordering != Ordering.Partition) return this[sequence].Successor;
        return sequence + 1 < _next ? sequence + 1 : -1;
    }

    private void Chain(ref FlightSlot slot, RowKey key)
    {
        if (_tails!.TryGetValue(key, out var tail))
        {
            this[tail].Successor = _next;
            slot.HasPredecessor = true;
        }

        _tails[key] = _next;
    }

    private void GiveBack(long sequence, ImmutableArray<RowSource>.Builder withdrawn)
    {
        ref var slot = ref this[sequence];
        withdrawn.Add(slot.Row.Source);
        Remove(sequence, ref slot);
    }

    private void Settled()
    {
        Unsettled--;
        counts.Unsettled--;
    }

    private void Remove(long sequence, ref FlightSlot slot)
    {
        if (slot.State is FlightState.Sent or FlightState.BackingOff) Settled();
        HeldBytes -= slot.HeldBytes;
        counts.HeldBytes -= slot.HeldBytes;
        Rows--;
        counts.Rows--;
        // Its bar and its successor stay: those who walk the chain later stop or pass here.
        slot = new FlightSlot { Row = null!, Successor = slot.Successor, IsBarred = slot.IsBarred };
        if (sequence != _first) return;
        while (_first < _next && this[_first].State == FlightState.Free) _first++;
    }

    private void Grow()
    {
        var larger = new FlightSlot[_slots.Length * 2];
        for (var sequence = _first; sequence < _next; sequence++) larger[sequence & (larger.Length - 1)] = this[sequence];
        _slots = larger;
    }
}
