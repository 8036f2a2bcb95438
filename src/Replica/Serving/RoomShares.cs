using ActorServe.Replica.Batching;
using Akka.Actor;

namespace ActorServe.Replica.Serving;

/// <summary>
/// How a replica's room is shared, while it has to be: nobody who came lately and found it full is kept out by the others' backlog, and
/// requests are not kept out by records, which can wait in Kafka. A caller alone, with records alone, has all the room.
/// </summary>
internal sealed class RoomShares
{
    /// <summary>How long a caller's share is kept after it was turned away: the time in which it comes back.</summary>
    public static readonly TimeSpan TurnedAwayLasts = TimeSpan.FromSeconds(1);

    /// <summary>How long room is kept for requests after one came.</summary>
    public static readonly TimeSpan RequestsLast = TimeSpan.FromSeconds(10);

    private readonly Dictionary<IActorRef, Caller> _callers = [];
    private TimeSpan _lastRequest = TimeSpan.MinValue;

    /// <summary>Rows ongoing, of all callers.</summary>
    public int Ongoing { get; private set; }

    /// <summary>Callers that were turned away and have not been told of room since.</summary>
    public int Waiting { get; private set; }

    /// <summary>Rows that this caller may still have taken in.</summary>
    public int RoomFor(IActorRef caller, bool records, int capacity, TimeSpan now)
    {
        Forget(now);
        var share = Share(capacity, _callers.ContainsKey(caller) ? _callers.Count : _callers.Count + 1);
        var kept = records && now < _lastRequest.Plus(RequestsLast) ? capacity / 8 : 0;
        foreach (var (other, state) in _callers)
        {
            if (!other.Equals(caller)) kept += Math.Max(0, share - state.Ongoing);
        }

        return Math.Max(0, capacity - Ongoing - kept);
    }

    /// <summary>A request came, whether or not it found room.</summary>
    public void SawRequest(TimeSpan now) => _lastRequest = now;

    /// <summary>Rows of this caller were taken in.</summary>
    public void Take(IActorRef caller, int rows)
    {
        Ongoing += rows;
        Get(caller).Ongoing += rows;
    }

    /// <summary>Rows of this caller were answered.</summary>
    public void Release(IActorRef caller, int rows)
    {
        Ongoing -= rows;
        Get(caller).Ongoing -= rows;
    }

    /// <summary>Rows of this caller found no room; it is told when there is some.</summary>
    public void TurnAway(IActorRef caller, bool records, TimeSpan now)
    {
        var state = Get(caller);
        if (!state.IsWaiting) Waiting++;
        state.IsWaiting = true;
        state.WaitsForRecords = records;
        state.TurnedAway = now;
    }

    /// <summary>
    /// Callers that were turned away and have room now, each once. A quarter of the room, or the caller's share, must be free.
    /// </summary>
    public IReadOnlyList<IActorRef> TakeThoseWithRoom(int capacity, TimeSpan now)
    {
        if (Waiting == 0) return [];
        var told = new List<IActorRef>();
        foreach (var (caller, state) in _callers.Where(c => c.Value.IsWaiting).ToList())
        {
            var enough = Math.Max(1, Math.Min(capacity / 4, Share(capacity, _callers.Count)));
            if (RoomFor(caller, state.WaitsForRecords, capacity, now) < enough) continue;
            state.IsWaiting = false;
            state.TurnedAway = now;
            Waiting--;
            told.Add(caller);
        }

        return told;
    }

    /// <summary>Every caller that waits, as the replica takes nothing more.</summary>
    public void StopWaiting()
    {
        foreach (var state in _callers.Values) state.IsWaiting = false;
        Waiting = 0;
    }

    // Half of the room is shared out: the other half goes to whoever has work.
    private static int Share(int capacity, int callers) =>
        callers < 2 ? capacity : capacity < callers ? 0 : Math.Max(1, capacity / (2 * callers));

    private void Forget(TimeSpan now)
    {
        List<IActorRef>? gone = null;
        foreach (var (caller, state) in _callers)
        {
            if (state.Ongoing == 0 && !state.IsWaiting && now >= state.TurnedAway.Plus(TurnedAwayLasts)) (gone ??= []).Add(caller);
        }

        foreach (var caller in gone ?? []) _callers.Remove(caller);
    }

    private Caller Get(IActorRef caller)
    {
        if (!_callers.TryGetValue(caller, out var state)) _callers[caller] = state = new Caller();
        return state;
    }

    private sealed class Caller
    {
        public int Ongoing { get; set; }

        public bool IsWaiting { get; set; }

        public bool WaitsForRecords { get; set; }

        public TimeSpan TurnedAway { get; set; } = TimeSpan.MinValue;
    }
}
