using System.Collections.Immutable;
using ActorServe.Shared.Protocol;
using Akka.Actor;

namespace ActorServe.Replica.Serving;

/// <summary>What a replica holds of each caller's rows, and what is on its way back to each.</summary>
internal sealed class Callers(ReplyShare share)
{
    private readonly Dictionary<IActorRef, Caller> _callers = [];

    /// <summary>Rows of this batch were taken in.</summary>
    public void Add(OngoingBatch batch) => Get(batch.Caller).Batches[batch.BatchId] = batch;

    /// <summary>The answers of these rows were sent.</summary>
    public void Close(in ReadyReply sent)
    {
        sent.Batch.Close(sent.Reply);
        if (sent.Batch.OpenRows > 0 || !_callers.TryGetValue(sent.Batch.Caller, out var caller)) return;
        if (caller.Batches.TryGetValue(sent.Batch.BatchId, out var batch) && ReferenceEquals(batch, sent.Batch))
            caller.Batches.Remove(batch.BatchId);
        if (caller.IsForgettable) _callers.Remove(sent.Batch.Caller);
    }

    /// <summary>The caller's bound; null where it is in this process and needs none, has ended, or never had a row taken in.</summary>
    public ReplyBudget? BudgetOf(IActorRef caller) => _callers.GetValueOrDefault(caller)?.Replies;

    /// <summary>What is held of the caller's rows.</summary>
    public ImmutableArray<HeldRows> HeldOf(IActorRef caller) =>
        _callers.TryGetValue(caller, out var known) ? [.. known.Batches.Values.Select(batch => batch.Held)] : [];

    /// <summary>The caller ended. Returns the answers that waited for it; what still runs is finished, and answered to nobody.</summary>
    public IReadOnlyList<ReadyReply> Remove(IActorRef caller) =>
        _callers.Remove(caller, out var known) && known.Replies is { } replies ? replies.Clear() : [];

    /// <summary>Whether the caller is in this process.</summary>
    public static bool IsLocal(IActorRef caller) => caller is IActorRefScope { IsLocal: true };

    private Caller Get(IActorRef caller)
    {
        if (!_callers.TryGetValue(caller, out var known))
            _callers[caller] = known = new Caller(IsLocal(caller) ? null : new ReplyBudget(share));
        return known;
    }

    private sealed class Caller(ReplyBudget? replies)
    {
        public ReplyBudget? Replies { get; } = replies;

        public Dictionary<long, OngoingBatch> Batches { get; } = [];

        // One in another process is forgotten when it ends: what it received counts on.
        public bool IsForgettable => Replies is null && Batches.Count == 0;
    }
}
