namespace ActorServe.Replica.Batching;

/// <summary>What a run is given, and what is not worth running any more.</summary>
/// <param name="Rows">In the order in which they came; none where only expired rows were found.</param>
/// <param name="Expired">Rows whose time left was over before they started.</param>
/// <param name="Waited">How long the first of the rows has waited since it came, or came back.</param>
internal readonly record struct WindowCut<T>(IReadOnlyList<T> Rows, IReadOnlyList<T> Expired, TimeSpan Waited);

/// <summary>
/// Decides which waiting rows run together, and when. Rows of all callers wait in one line, first come, first served, so none waits for
/// ever. At most <c>maxConcurrentRuns</c> runs are on at once. While a run is free, it takes what is there, or, with a wait, a full
/// batch, or what is there once the oldest row has waited that long.
/// </summary>
/// <remarks>
/// A run may take several batches where these are short: handing one over costs as much as hundreds of rows of a small model. It still
/// leaves the other free runs their part of what waits.
/// </remarks>
/// <param name="maxBatchSize">Rows of one call of the model.</param>
/// <param name="wait">How long a batch that is not full waits.</param>
/// <param name="maxConcurrentRuns">Runs that are on at once.</param>
/// <param name="runsAhead">
/// Full batches that may be handed over on top, to wait for a thread: a thread that ends a run has its next one there, and not after two
/// more messages. Only for runs that their threads bound.
/// </param>
internal sealed class BatchWindow<T>(int maxBatchSize, TimeSpan wait, int maxConcurrentRuns, int runsAhead = 0)
{
    private readonly Stack<Waiting> _returned = new();
    private readonly Queue<Waiting> _line = new();

    /// <summary>Rows that wait.</summary>
    public int Count => _returned.Count + _line.Count;

    /// <summary>Runs that are on.</summary>
    public int Running { get; private set; }

    /// <summary>Whether one more run may start.</summary>
    public bool HasFreeRun => Running < maxConcurrentRuns;

    /// <summary>Nothing more will come that is worth waiting for.</summary>
    public bool IsClosing { get; set; }

    /// <summary>When the rows that wait are due, at the latest; null where nothing waits or no run is free.</summary>
    public TimeSpan? DueAt => Count > 0 && HasFreeRun ? Oldest.Arrived.Plus(IsClosing || Oldest.HasWaited ? TimeSpan.Zero : wait) : null;

    private Waiting Oldest => _returned.TryPeek(out var returned) ? returned : _line.Peek();

    /// <summary>A row waits from now on, and is not worth starting after <paramref name="deadline"/>.</summary>
    public void Add(T row, TimeSpan now, TimeSpan deadline) => _line.Enqueue(new Waiting(row, now, deadline));

    /// <summary>
    /// Starts a run where one is free and rows are due: at most <paramref name="mostRows"/>, and always at most a full batch where that
    /// is more. The run is on until <see cref="Finished"/>. Where all rows had expired, none is started.
    /// </summary>
    public bool TryCut(TimeSpan now, int mostRows, out WindowCut<T> cut)
    {
        cut = default;
        if (!IsDue(now)) return false;

        var most = Size(mostRows);
        var rows = new List<T>(most);
        List<T>? expired = null;
        var waited = TimeSpan.Zero;
        while (rows.Count < most && Count > 0)
        {
            var next = Next();
            if (next.Deadline < now)
            {
                (expired ??= []).Add(next.Row);
                continue;
            }

            if (rows.Count == 0) waited = now - next.Arrived;
            rows.Add(next.Row);
        }

        if (rows.Count > 0) Running++;
        cut = new WindowCut<T>(rows, expired ?? [], waited);
        return true;
    }

    /// <summary>A run ended, or never began.</summary>
    public void Finished() => Running--;

    /// <summary>Rows that a run did not start wait again, ahead of all others.</summary>
    public void Return(IReadOnlyList<T> rows, TimeSpan now, Func<T, TimeSpan> deadline)
    {
        // They have waited once: they are due as soon as a run is free.
        for (var i = rows.Count - 1; i >= 0; i--) _returned.Push(new Waiting(rows[i], now, deadline(rows[i])) { HasWaited = true });
    }

    /// <summary>Takes out the rows that match, in order; the others keep their places.</summary>
    public IReadOnlyList<T> TakeOut(Func<T, bool> match)
    {
        var taken = new List<T>();
        var (returned, line) = (_returned.ToArray(), _line.ToArray());
        _returned.Clear();
        _line.Clear();
        // A stack gives its rows in the order in which they run.
        foreach (var waiting in returned.Where(waiting => match(waiting.Row))) taken.Add(waiting.Row);
        foreach (var waiting in returned.Reverse().Where(waiting => !match(waiting.Row))) _returned.Push(waiting);
        foreach (var waiting in line)
        {
            if (match(waiting.Row)) taken.Add(waiting.Row);
            else _line.Enqueue(waiting);
        }

        return taken;
    }

    /// <summary>Takes out all that waits, in order.</summary>
    public IReadOnlyList<T> Clear()
    {
        var rows = new List<T>(Count);
        while (Count > 0) rows.Add(Next().Row);
        return rows;
    }

    private bool IsDue(TimeSpan now) => HasFreeRun
        ? DueAt is { } due && (Count >= maxBatchSize || due <= now)
        : Running < maxConcurrentRuns + runsAhead && Count >= maxBatchSize;

    private int Size(int mostRows)
    {
        var freeRuns = (HasFreeRun ? maxConcurrentRuns : maxConcurrentRuns + runsAhead) - Running;
        var part = (Count + freeRuns - 1) / freeRuns;
        var batches = Math.Max(1, Math.Min(mostRows, part + maxBatchSize - 1) / maxBatchSize);
        var rows = Math.Min(Count, batches * maxBatchSize);

        // With a wait, a batch that is not full goes on waiting, except alone.
        return wait > TimeSpan.Zero && !IsClosing && rows > maxBatchSize ? rows - rows % maxBatchSize : rows;
    }

    private Waiting Next() => _returned.TryPop(out var returned) ? returned : _line.Dequeue();

    private readonly record struct Waiting(T Row, TimeSpan Arrived, TimeSpan Deadline)
    {
        /// <summary>It waited before, and came back: it waits for a free run alone.</summary>
        public bool HasWaited { get; init; }
    }
}
