namespace ActorServe.Gateway.Produce;

/// <summary>
/// Outputs that wait for a client, by lane: the partition that their rows came from, which mostly is the number of the one they go to. What
/// a lane has goes to the client together, and what comes meanwhile waits here until all of that is settled. Pure.
/// </summary>
/// <remarks>
/// It costs little time: librdkafka has no second request of a partition on its way while an idempotent producer has five records or more
/// there. Only a record behind fewer than five waits here for an answer of the broker that it would not have waited for. What waits for
/// that inside the client makes its thread spin, on a whole core, until the broker answers; the broker mostly needs that core. And what
/// waits here goes out as one request.
/// </remarks>
internal sealed class SendingLanes
{
    private readonly Dictionary<int, Lane> _lanes = [];
    private readonly Queue<Lane> _ready = [];

    /// <summary>An output waits, behind those of its lane.</summary>
    public void Add(int id, int lane)
    {
        if (!_lanes.TryGetValue(lane, out var own)) _lanes[lane] = own = new Lane();
        own.Waiting.Enqueue(id);
        ReadyIfFree(own);
    }

    /// <summary>The output that the client should have next; the same until <see cref="Sent"/> or <see cref="Skip"/>.</summary>
    public bool TryPeek(out int id)
    {
        id = default;
        return _ready.TryPeek(out var lane) && lane.Waiting.TryPeek(out id);
    }

    /// <summary>The client has the next output.</summary>
    public void Sent()
    {
        var lane = _ready.Peek();
        lane.AtClient++;
        Skip();
    }

    /// <summary>The next output goes another way.</summary>
    public void Skip()
    {
        var lane = _ready.Peek();
        lane.Waiting.Dequeue();
        if (lane.Waiting.Count > 0) return;

        lane.IsReady = false;
        _ready.Dequeue();
    }

    /// <summary>One of the outputs that the client had is settled.</summary>
    public void Settled(int lane)
    {
        var own = _lanes[lane];
        own.AtClient--;
        ReadyIfFree(own);
    }

    /// <summary>The client is gone: what it had waits again, ahead of the rest of its lanes.</summary>
    /// <param name="held">What it had, in the order in which it was sent.</param>
    /// <param name="laneOf">The lane of an output.</param>
    public void Return(IEnumerable<int> held, Func<int, int> laneOf)
    {
        foreach (var lane in _lanes.Values) lane.AtClient = 0;
        foreach (var ofLane in held.GroupBy(laneOf))
        {
            var lane = _lanes[ofLane.Key];
            lane.Waiting = new Queue<int>(ofLane.Concat(lane.Waiting));
        }

        foreach (var lane in _lanes.Values) ReadyIfFree(lane);
    }

    private void ReadyIfFree(Lane lane)
    {
        if (lane.IsReady || lane.AtClient > 0 || lane.Waiting.Count == 0) return;

        lane.IsReady = true;
        _ready.Enqueue(lane);
    }

    private sealed class Lane
    {
        public Queue<int> Waiting { get; set; } = [];

        public int AtClient { get; set; }

        public bool IsReady { get; set; }
    }
}
