using System.Collections.Immutable;
using ActorServe.Routing.Picking;
using ActorServe.Routing.Waiting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Routing;

/// <summary>What one message to a router leads to. Outcomes of one sink come together.</summary>
internal sealed class RouterOutput
{
    private const int SinksLookedAt = 8;

    private readonly List<(IRowSink Sink, ImmutableArray<RowOutcome>.Builder Outcomes)> _settled = [];
    private readonly List<(IRowSink Sink, ImmutableArray<InferRow>.Builder Rows)> _withdrawn = [];

    /// <summary>Batches to replicas.</summary>
    public List<(ReplicaSlot Replica, InferBatch Batch)> Sends { get; } = [];

    /// <summary>
    /// Replicas that are asked what they hold. Told after the batches: a question is about everything that was sent before it.
    /// </summary>
    public List<(ReplicaSlot Replica, Sync Question)> Questions { get; } = [];

    /// <summary>Replicas that are told which of their rows nobody waits for.</summary>
    public List<(ReplicaSlot Replica, WithdrawRows Rows)> Withdrawals { get; } = [];

    /// <summary>Replicas that are told how much of their answers came.</summary>
    public List<(ReplicaSlot Replica, RepliesReceived Receipt)> Receipts { get; } = [];

    /// <summary>Addresses whose directories must be asked for a snapshot, because something from there was missed.</summary>
    public HashSet<string> DirectoriesToAsk { get; } = [];

    /// <summary>Outcomes, by sink.</summary>
    public IEnumerable<(IRowSink Sink, ImmutableArray<RowOutcome> Outcomes)> Settled =>
        _settled.Select(group => (group.Sink, group.Outcomes.DrainToImmutable()));

    /// <summary>Rows that were asked back, by sink.</summary>
    public IEnumerable<(IRowSink Sink, ImmutableArray<InferRow> Rows)> Withdrawn =>
        _withdrawn.Select(group => (group.Sink, group.Rows.DrainToImmutable()));

    /// <summary>The rows that ended here, settled or withdrawn, before anyone was told of them.</summary>
    public IEnumerable<InferRow> EndedRows() =>
        _settled.SelectMany(group => group.Outcomes.Select(outcome => outcome.Row)).Concat(_withdrawn.SelectMany(group => group.Rows));

    /// <summary>Without what replicas and directories would be told: their answers would come to nobody.</summary>
    public RouterOutput OutcomesAlone()
    {
        Sends.Clear();
        Questions.Clear();
        Withdrawals.Clear();
        Receipts.Clear();
        DirectoriesToAsk.Clear();
        return this;
    }

    /// <summary>The only way for an outcome: what another copy of the row brought first is the row's end.</summary>
    /// <param name="row">The row that has its outcome.</param>
    /// <param name="entry">Completed or failed.</param>
    /// <param name="model">What ran it, if anything did.</param>
    /// <param name="expected">How many outcomes probably come.</param>
    public void Settle(in WaitingRow row, in RowEntry entry, ModelVersion? model, int expected = 4)
    {
        if (row.TryEnd()) GroupOf(_settled, row.Sink, expected).Add(new RowOutcome(row.Row, entry, model));
    }

    public void Fail(in WaitingRow row, FailureKind kind, string message) => Settle(row, RowEntry.Failed(0, kind, message), null);

    public void Withdraw(in WaitingRow row)
    {
        if (row.TryEnd()) GroupOf(_withdrawn, row.Sink, 4).Add(row.Row);
    }

    /// <summary>Looks at the latest groups only: with a sink for each row, looking at all would cost the square of the batch.</summary>
    private static ImmutableArray<T>.Builder GroupOf<T>(
        List<(IRowSink Sink, ImmutableArray<T>.Builder Items)> groups, IRowSink sink, int expected)
    {
        for (var index = groups.Count - 1; index >= Math.Max(0, groups.Count - SinksLookedAt); index--)
        {
            if (ReferenceEquals(groups[index].Sink, sink)) return groups[index].Items;
        }

        var items = ImmutableArray.CreateBuilder<T>(groups.Count == 0 ? expected : 1);
        groups.Add((sink, items));
        return items;
    }
}
