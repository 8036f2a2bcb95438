using System.Collections.Immutable;
using ActorServe.Routing;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Dispatch;

/// <summary>
/// Holds each Kafka row from ingest until its outcome is emitted: offers rows to the router, tries them again, and lets outcomes out in the
/// order that the application asks for. Each row ends exactly once: as an outcome or as withdrawn. Pure: what it decides is taken from it
/// by <see cref="TakeOffers"/>, <see cref="TakeOutcomes"/> and <see cref="TakeWithdrawn"/>, and time comes in as an argument.
/// </summary>
internal sealed class FlightTable
{
    private readonly FlightRules _rules;
    private readonly FlightCounts _counts = new();
    private readonly FlightAssignments _assignments;
    private readonly OfferBound _bound;
    private readonly Queue<ReadyRow> _ready = new();
    private readonly Retries _retries;
    private readonly ImmutableArray<InferRow>.Builder _offers = ImmutableArray.CreateBuilder<InferRow>();
    private readonly ImmutableArray<RowSource>.Builder _withdrawn = ImmutableArray.CreateBuilder<RowSource>();

    /// <summary>An empty table.</summary>
    /// <param name="rules">What the application asks for.</param>
    /// <param name="random">Spreads retries.</param>
    public FlightTable(FlightRules rules, Random random)
    {
        _rules = rules;
        _retries = new Retries(rules, random);
        _assignments = new FlightAssignments(rules.Ordering, _counts);
        _bound = new OfferBound(rules.MaxHeldBytes, rules.MaxPartitionHeldBytes);
    }

    /// <summary>Rows that have neither been emitted nor withdrawn.</summary>
    public int Rows => _counts.Rows;

    /// <summary>Bytes of outcomes that were not emitted yet.</summary>
    public long HeldBytes => _counts.HeldBytes;

    /// <summary>Whether an outcome may go out.</summary>
    public bool HasOutcomes => _ready.Count > 0;

    /// <summary>Runs that failed, whatever became of their rows.</summary>
    public long FailedAttempts => _retries.FailedAttempts;

    /// <summary>When <see cref="Wake"/> has something to do; null where nothing backs off.</summary>
    public TimeSpan? DueAt => _retries.DueAt;

    /// <summary>Takes rows in, each partition's in their order. Rows of a withdrawn assignment are given back at once.</summary>
    public void Add(ImmutableArray<InferRow> rows)
    {
        PartitionFlights? partition = null;
        foreach (var row in rows)
        {
            if (partition is null || partition.Id.Partition != row.Source.Partition || partition.Id.Epoch != row.Source.Epoch)
            {
                if (partition is not null) OfferWaiting(partition);
                partition = _assignments.FindOrOpen(row.Source);
            }

            if (partition is null) _withdrawn.Add(row.Source);
            else partition.Append(row);
        }

        if (partition is not null) OfferWaiting(partition);
    }

    /// <summary>Takes outcomes in: rows are finished, tried again later, or given up. A second outcome of a row is ignored.</summary>
    public void Settle(ImmutableArray<RowOutcome> outcomes, TimeSpan now)
    {
        foreach (var outcome in outcomes)
        {
            var source = outcome.Row.Source;
            var partition = Find(source);
            if (partition is null || !partition.Holds(source.Sequence, FlightState.Sent)) continue;
            if (partition[source.Sequence].Row.Attempt != outcome.Row.Attempt) continue;
            Settle(partition, outcome, now);
        }

        OfferWaiting();
    }

    /// <summary>Offers the rows again whose wait is over.</summary>
    public void Wake(TimeSpan now)
    {
        while (_retries.TryTake(now, out var row))
        {
            // Not there any more: it was withdrawn meanwhile. Behind a halt: it will be.
            if (!row.Partition.IsHalted && row.Partition.Holds(row.Sequence, FlightState.BackingOff))
                OfferAgain(row.Partition, row.Sequence);
        }
    }

    /// <summary>
    /// Ends assignments: what is unsent, backs off, or is held behind such a row is given back. Returns those whose rows the router has;
    /// they should be asked back from it.
    /// </summary>
    public ImmutableArray<PartitionEpoch> Withdraw(ImmutableArray<PartitionEpoch> assignments)
    {
        var sent = ImmutableArray.CreateBuilder<PartitionEpoch>();
        foreach (var assignment in assignments)
        {
            _assignments.End(assignment);
            if (_assignments.Find(assignment) is not { } partition) continue;
            partition.WithdrawAll(_withdrawn);
            if (partition.Rows > 0) sent.Add(assignment);
            _assignments.Forget(partition);
        }

        OfferWaiting();
        return sent.ToImmutable();
    }

    /// <summary>The router gave these rows back. Those that nobody withdrew are offered again.</summary>
    public void Return(ImmutableArray<InferRow> rows)
    {
        foreach (var row in rows)
        {
            var partition = Find(row.Source);
            if (partition is null || !partition.Holds(row.Source.Sequence, FlightState.Sent)) continue;
            if (!partition.IsWithdrawn)
            {
                OfferAgain(partition, row.Source.Sequence);
                continue;
            }

            partition.Withdraw(row.Source.Sequence, _withdrawn);
            _assignments.Forget(partition);
        }
    }

    /// <summary>The rows to submit now; each must be.</summary>
    public ImmutableArray<InferRow> TakeOffers() => _offers.DrainToImmutable();

    /// <summary>The rows that were given back since the last call.</summary>
    public ImmutableArray<RowSource> TakeWithdrawn() => _withdrawn.DrainToImmutable();

    /// <summary>The outcomes that may go out, at most so many.</summary>
    public ImmutableArray<FlightOutcome> TakeOutcomes(int limit)
    {
        var outcomes = ImmutableArray.CreateBuilder<FlightOutcome>(Math.Min(limit, _ready.Count));
        while (outcomes.Count < limit && _ready.TryDequeue(out var row))
        {
            outcomes.Add(row.Partition.Take(row.Sequence));
            if (row.Partition.IsWithdrawn) _assignments.Forget(row.Partition);
        }

        OfferWaiting();
        return outcomes.MoveToImmutable();
    }

    /// <summary>The table ends: gives back every row that it has. Returns all assignments that had any.</summary>
    public ImmutableArray<PartitionEpoch> Close()
    {
        var open = ImmutableArray.CreateBuilder<PartitionEpoch>();
        foreach (var newest in _assignments.Newest)
        {
            for (var partition = newest; partition is not null; partition = partition.Older)
            {
                if (partition.Rows > 0) open.Add(partition.Id);
                partition.GiveBackAll(_withdrawn);
            }
        }

        _ready.Clear();
        _retries.Clear();
        _offers.Clear();
        return open.ToImmutable();
    }

    private void Settle(PartitionFlights partition, RowOutcome outcome, TimeSpan now)
    {
        var (row, entry, model) = outcome;
        var sequence = row.Source.Sequence;
        var failed = entry.Status != RowStatus.Completed;
        var again = failed && _retries.IsTriedAgain(entry, row.Attempt);

        if (partition[sequence].IsBarred || (partition.IsWithdrawn && (again || partition.IsHalted)))
        {
            partition.Withdraw(sequence, _withdrawn);
            _assignments.Forget(partition);
        }
        else if (again)
        {
            _retries.Wait(partition, sequence, entry.Failure, now);
        }
        else
        {
            _bound.Learn(partition.Finish(sequence, failed ? _rules.FinalKind : OutcomeKind.Completed, entry, model));
            partition.Release(sequence, _ready);
            if (partition is { IsWithdrawn: true, IsHalted: true }) partition.WithdrawAll(_withdrawn);
        }
    }

    private void OfferAgain(PartitionFlights partition, long sequence)
    {
        // Whatever is held: what is held may wait for just this row.
        ref var slot = ref partition[sequence];
        slot.State = FlightState.Sent;
        _offers.Add(slot.Row);
    }

    private void OfferWaiting()
    {
        if (_counts.Waiting == 0) return;
        foreach (var partition in _assignments.Newest)
        {
            if (partition is not null) OfferWaiting(partition);
        }
    }

    private void OfferWaiting(PartitionFlights partition)
    {
        if (!partition.HasWaiting || partition.IsHalted || partition.IsWithdrawn) return;
        var share = _bound.Share(_assignments.Count);
        while (partition.HasWaiting && _bound.Allows(partition, share, _counts)) _offers.Add(partition.Offer());
    }

    private PartitionFlights? Find(RowSource source) => _assignments.Find(new PartitionEpoch(source.Partition, source.Epoch));
}
