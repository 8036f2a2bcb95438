using ActorServe.Replica.Batching;
using ActorServe.Replica.Inference;
using ActorServe.Replica.Telemetry;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Replica.Serving;

/// <summary>What there is to tell after a step of a replica that serves.</summary>
/// <param name="Replies">Answers, in the order in which they go.</param>
/// <param name="WithRoom">Callers that were rejected and have room again.</param>
internal readonly record struct ServingNews(IReadOnlyList<AddressedReply> Replies, IReadOnlyList<IActorRef> WithRoom)
{
    /// <summary>The answer to a question, which goes after <see cref="Replies"/>; null where none was asked.</summary>
    public SyncReply? Held { get; init; }

    /// <summary>The rows that fit from now on; null where they are as before.</summary>
    public int? Room { get; init; }

    /// <summary>Why it serves no more; null where it does.</summary>
    public string? Failure { get; init; }
}

/// <summary>
/// A replica that serves: the rows that it has, those of them that wait for a run, and its room. Each step says what there is to tell, and
/// to whom; none forgets a caller that has room again. Owned by one actor.
/// </summary>
internal sealed class ServingState(IModel model, OngoingRows ongoing, Batcher batcher, RoomSize room) : IDisposable
{
    // Another replica costs more than a little patience with a run that is just about to end.
    private static readonly TimeSpan _leastGrace = TimeSpan.FromSeconds(10);

    private List<AddressedReply>? _replies;
    private string? _failure;

    /// <summary>What it runs.</summary>
    public IModel Model => model;

    /// <summary>Rows that it holds at once, as last announced.</summary>
    public int Room => room.Rows;

    /// <summary>What it has to do now; may be read from any thread.</summary>
    public ReplicaLoad Load => new(ongoing.Count, ongoing.Capacity, batcher.Queued) { Done = batcher.Done };

    /// <summary>It takes no more rows, has answered all that it had, and has not failed.</summary>
    public bool IsDrained => ongoing.IsDrained && _failure is null;

    /// <summary>A replica with this model: its runs tell <paramref name="replica"/>, until <paramref name="stopping"/>.</summary>
    public static ServingState Of(ReplicaSetup setup, IModel model, IActorRef replica, CancellationToken stopping)
    {
        var config = setup.Config with { MaxBatchSize = Math.Min(setup.Config.MaxBatchSize, model.MostRows) };
        var runs = config.MaxConcurrentBatches ?? model.DefaultConcurrentBatches;
        var ahead = model.IsSynchronous && runs >= setup.Threads.Count ? setup.Threads.Count : 0;
        var window = new BatchWindow<AdmittedRow>(config.MaxBatchSize, config.BatchWaitTimeout, runs, ahead);
        var settings = new RunSettings(model, config.MaxBatchSize, config.RunTimeout, setup.Time, stopping)
        {
            Metrics = setup.Metrics,
            Replica = setup.Id,
            // A model's threads are the node's: another replica would find them as they are.
            Grace = model.IsSynchronous || config.RunTimeout is not { } timeout ? null : timeout > _leastGrace ? timeout : _leastGrace,
        };
        var batcher = new Batcher(window, settings, setup.Threads, replica);
        var room = new RoomSize(config, runs, ahead, batcher.Now);
        return new ServingState(model, new OngoingRows(setup.Id, model.Version, room.Rows, setup.Replies), batcher, room);
    }

    /// <summary>Rows came: those that fit wait for a run, the others are rejected.</summary>
    public ServingNews Admit(InferBatch batch, IActorRef caller)
    {
        var admission = ongoing.Admit(batch, caller, batcher.Now);
        if (admission.Rejected is { } rejected) (_replies ??= []).Add(new AddressedReply(caller, rejected));
        Skip(batcher.Add(admission.Accepted));
        return News();
    }

    /// <summary>A run came to its end.</summary>
    public ServingNews Finished(RunFinished run)
    {
        var unrun = batcher.Finished(run);
        Reply(ongoing.Finish(run.Run.Rows, run.Entries));
        Skip(unrun);
        if (!room.Review(batcher.Pace, batcher.Now)) return News();

        ongoing.Capacity = room.Rows;
        return News() with { Room = ongoing.IsDraining ? null : room.Rows };
    }

    /// <summary>A run takes longer than it may.</summary>
    public ServingNews Overdue(RunOverdue run)
    {
        Reply(ongoing.Finish(run.Run.Rows, run.Entries));
        Skip(batcher.Return(run.Unstarted));
        return News();
    }

    /// <summary>Rows may have waited long enough for a batch to be full.</summary>
    public ServingNews Fill()
    {
        Skip(batcher.Fill());
        return News();
    }

    /// <summary>A caller asks what is held of its rows.</summary>
    public ServingNews Answer(Sync sync, IActorRef caller)
    {
        var (before, held) = ongoing.Answer(sync, caller);
        Reply(before);
        return News() with { Held = held };
    }

    /// <summary>A caller says that answers came.</summary>
    public ServingNews Received(RepliesReceived receipt, IActorRef caller)
    {
        Reply(ongoing.Received(receipt, caller));
        return News();
    }

    /// <summary>A caller waits for these rows no more: those that no run has go back.</summary>
    public ServingNews TakeOut(WithdrawRows withdraw, IActorRef caller)
    {
        if (withdraw.Replica != ongoing.Replica) return News();

        var rows = withdraw.Rows.ToHashSet();
        Reply(ongoing.Return(batcher.TakeOut(
            row => row.Batch.BatchId == withdraw.BatchId && row.Batch.Caller.Equals(caller) && rows.Contains(row.Index))));
        return News();
    }

    /// <summary>A caller ended.</summary>
    public ServingNews Forget(IActorRef caller)
    {
        ongoing.Forget(caller);
        return News();
    }

    /// <summary>It takes nothing more, and what waits need not wait for a full batch.</summary>
    public ServingNews Drain()
    {
        ongoing.Drain();
        Skip(batcher.Close());
        return News();
    }

    /// <summary>What waits for a run goes back; what runs goes on.</summary>
    public ServingNews GiveBack()
    {
        Reply(ongoing.Return(batcher.Clear()));
        return News();
    }

    /// <summary>It serves no more: what waits for a run goes back; whoever watches sends again what runs.</summary>
    public ServingNews Fail(string reason)
    {
        Fail(reason, []);
        return News();
    }

    /// <summary>The replica has stopped: what is not answered is not answered here.</summary>
    public void Dispose()
    {
        batcher.Dispose();
        ongoing.Abandon();
    }

    private void Fail(string reason, IReadOnlyList<AdmittedRow> refused)
    {
        _failure = reason;
        ongoing.Drain();
        Reply(ongoing.Return(refused));
        Reply(ongoing.Return(batcher.Clear()));
    }

    private void Skip(UnrunRows unrun)
    {
        if (unrun.Refused.Count > 0) Fail("Its inference threads have ended.", unrun.Refused);
        if (unrun.Expired.Count == 0) return;
        Reply(ongoing.Finish(
            unrun.Expired, [.. unrun.Expired.Select(_ => RowEntry.Failed(0, FailureKind.Timeout, "The time left to answer was over."))]));
    }

    private void Reply(IEnumerable<AddressedReply> replies)
    {
        foreach (var reply in replies) (_replies ??= []).Add(reply);
    }

    private ServingNews News()
    {
        var news = new ServingNews((IReadOnlyList<AddressedReply>?)_replies ?? [], ongoing.TakeCallersWithRoom(batcher.Now))
        {
            Failure = _failure,
        };
        _replies = null;
        return news;
    }
}
