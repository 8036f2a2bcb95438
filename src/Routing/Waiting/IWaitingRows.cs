namespace ActorServe.Routing.Waiting;

/// <summary>The rows that wait for a replica. A set may hold rows back: what counts is what may be taken now.</summary>
internal interface IWaitingRows
{
    /// <summary>Rows that may be taken now.</summary>
    int Rows { get; }

    /// <summary>Those of them that are not from Kafka.</summary>
    int RequestRows { get; }

    /// <summary>Those that may be taken now of a lane.</summary>
    int RowsOf(Lane lane);

    /// <summary>Lets a new row wait, or says that its lane has no room for it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="maxQueued">How many may wait in its lane, instead of the lane's own bound.</param>
    bool TryAdd(in WaitingRow row, int? maxQueued = null);

    /// <summary>
    /// Lets rows that came back from a replica wait ahead of all new ones of their lane, in the order given. Never refused.
    /// </summary>
    void Return(ReadOnlySpan<WaitingRow> rows);

    /// <summary>
    /// Moves rows to <paramref name="taken"/>: at least one where any may be taken, and no more than the limits allow then.
    /// </summary>
    /// <param name="maxRows">The rows to take at most, at least 1.</param>
    /// <param name="maxBytes">Their bytes together; a larger row goes alone.</param>
    /// <param name="requestsOnly">Whether rows from Kafka stay.</param>
    /// <param name="taken">Empty before.</param>
    void Take(int maxRows, long maxBytes, bool requestsOnly, List<WaitingRow> taken);

    /// <summary>Moves the rows whose deadline has passed to <paramref name="expired"/>.</summary>
    void Expire(TimeSpan now, List<WaitingRow> expired);

    /// <summary>Moves the rows that match to <paramref name="withdrawn"/>.</summary>
    /// <param name="covers">Which rows.</param>
    /// <param name="requestsOnly">Whether none of them is from Kafka: those are not looked at, which may be very many.</param>
    /// <param name="withdrawn">Gets them.</param>
    void Withdraw(Func<WaitingRow, bool> covers, bool requestsOnly, List<WaitingRow> withdrawn);

    /// <summary>Moves every row to <paramref name="rows"/>.</summary>
    void Clear(List<WaitingRow> rows);
}
