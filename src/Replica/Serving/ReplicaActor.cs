using ActorServe.Replica.Batching;
using ActorServe.Replica.Inference;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Event;
using static ActorServe.Replica.Serving.ReplicaMessages;
using static ActorServe.Shared.Protocol.InferProtocol;
using static ActorServe.Shared.Protocol.ReplicaNodeProtocol;

namespace ActorServe.Replica.Serving;

/// <summary>
/// One running copy of a deployment: takes rows in as long as it has room, has them run, and answers each row once, as runs finish.
/// </summary>
/// <remarks>
/// Nothing here waits: a run's end is a message, and its failure a value. Where the actor is stopped or crashes, its rows are not
/// answered; its node tells that it is gone, and routers send them elsewhere. The model is given back in any case, after its last run.
/// A caller that lost touch with it asks what it holds of the caller's rows, at any time; the answer never overtakes an earlier one.
/// </remarks>
#pragma warning disable CA1001 // PostStop disposes, as nobody disposes an actor.
internal sealed class ReplicaActor(ReplicaSetup setup) : UntypedActor
#pragma warning restore CA1001
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IActorRef _node = Context.Parent;
    private readonly long _startedAt = setup.Time.GetTimestamp();
    private readonly ModelUse _use = new(setup, Context.GetLogger());
    private ITimer? _grace;
    private IDisposable? _running;
    private ServingState? _serving;

    protected override void PreStart()
    {
        setup.Metrics.Starting();
        _use.AcquireAsync().PipeTo(Self, success: lease => new ModelReady(lease), failure: cause => new ModelFailed(cause));
    }

    protected override void PostStop()
    {
        _grace?.Dispose();
        _running?.Dispose();
        _serving?.Dispose();
        _ = _use.DisposeAsync().AsTask();
    }

    // Starting.
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case InferBatch batch: RejectAll(batch); break;
            case Sync sync: Sender.Tell(new SyncReply(setup.Id, sync.SyncId, [])); break;
            case RepliesReceived or WithdrawRows: break;
            case ModelReady ready: Serve(ready.Lease.Model); break;
            case ModelFailed failed: FailToStart(failed.Cause); break;
            case Drain: End(); break;
            default: Unhandled(message); break;
        }
    }

    private void Serving(ServingState state, object message)
    {
        switch (message)
        {
            case InferBatch batch: Admit(state, batch); break;
            case Sync sync: Tell(state.Answer(sync, Sender)); break;
            case RepliesReceived receipt: Tell(state.Received(receipt, Sender)); break;
            case WithdrawRows withdraw: Tell(state.TakeOut(withdraw, Sender)); break;
            case Terminated { AddressTerminated: true } doubtful: PeerDoubt.Ask(doubtful.ActorRef, Self); break;
            case PeerKnown caller when caller.IsThere: Context.Watch(caller.Peer); break;
            case PeerKnown caller: Tell(state.Forget(Context.Unwatch(caller.Peer))); break;
            case Terminated ended: Tell(state.Forget(ended.ActorRef)); break;
            case RunFinished run: Answer(state, run); break;
            case RunOverdue run: Tell(state.Overdue(run)); break;
            case RunStuck: Tell(state.Fail(StuckReason())); break;
            case RunBroken run: FailFor(state, run.Cause!); break;
            case Batcher.RowsDue: Tell(state.Fill()); break;
            case CheckHealth check: CheckModel(state.Model, check); break;
            case HealthKnown known: AnswerCheck(known); break;
            case Drain drain: StartDraining(state, drain.Grace); break;
            default: Unhandled(message); break;
        }
    }

    // As long as it serves, except that it ends with its last row.
    private void Draining(ServingState state, object message)
    {
        switch (message)
        {
            case Drain drain: LimitGrace(drain.Grace); break;
            case GraceOver: GiveUp(state); break;
            default: Serving(state, message); EndWhenDrained(state); break;
        }
    }

    private void Serve(IModel model)
    {
        var state = ServingState.Of(setup, model, Self, _use.Stopping);
        _serving = state;
        _running = setup.Metrics.Running(setup.Time.GetElapsedTime(_startedAt), () => state.Load with { Number = setup.Id.Number });
        Become(message => Serving(state, message));
        _node.Tell(new ReplicaChanged(ReplicaState.Running, state.Room));
    }

    private void CheckModel(IModel model, CheckHealth check)
    {
        var asker = Sender;
        _use.Check(model, check.Timeout)?.PipeTo(Self, success: error => new HealthKnown(check, asker, error));
    }

    private void AnswerCheck(HealthKnown known)
    {
        _use.Checked(known.Error);
        known.Asker.Tell(new HealthChecked(setup.Id, known.Check.CheckId, known.Error));
    }

    private void FailToStart(Exception cause)
    {
        _node.Tell(new ReplicaChanged(ReplicaState.Failed, 0, cause.Message));
        Context.Stop(Self);
    }

    private void RejectAll(InferBatch batch)
    {
        setup.Metrics.Rejected(batch.Rows.Length);
        var model = new ModelVersion(setup.Config.Name, "");
        Sender.Tell(new BatchReply(batch.Replica, batch.BatchId, model, [.. batch.Rows.Select((_, i) => RowEntry.Rejected(i))]));
    }

    private void Admit(ServingState state, InferBatch batch)
    {
        // What waits to be sent to a caller in another process goes when that one ends: else it would keep its room for ever.
        if (!Callers.IsLocal(Sender)) Context.Watch(Sender);
        Tell(state.Admit(batch, Sender));
    }

    private void Answer(ServingState state, RunFinished run)
    {
        if (run.Fault is not null) _log.Error(run.Fault, "The model of {0} threw.", setup.Id);
        Tell(state.Finished(run));
    }

    // Its rows have no entries, and nothing says which of them ran: routers decide, as for any replica that is lost.
    private void FailFor(ServingState state, Exception cause)
    {
        _log.Error(cause, "A run of {0} broke beside its model.", setup.Id);
        // Its type alone: a message may quote what it was given.
        Tell(state.Fail($"A run broke beside its model by {cause.GetType().Name}; its node's log has more."));
    }

    private string StuckReason() =>
        $"A run did not return, long after its time of {setup.Config.RunTimeout!.Value.TotalMilliseconds:F0} ms was over; "
        + "it is left to itself.";

    private void StartDraining(ServingState state, TimeSpan grace)
    {
        LimitGrace(grace); // Before anyone hears of it: the grace counts from now.
        _node.Tell(new ReplicaChanged(ReplicaState.Draining, state.Room));
        Become(message => Draining(state, message));
        Tell(state.Drain());
        EndWhenDrained(state);
    }

    private void LimitGrace(TimeSpan grace)
    {
        var self = Self;
        _grace?.Dispose();
        _grace = setup.Time.CreateTimer(_ => self.Tell(GraceOver.Instance), null, grace, Timeout.InfiniteTimeSpan);
    }

    private void GiveUp(ServingState state)
    {
        _log.Warning("{0} ends with {1} rows unanswered: its time to drain is over.", setup.Id, state.Load.Ongoing);
        Tell(state.GiveBack());
        End();
    }

    private void EndWhenDrained(ServingState state)
    {
        if (state.IsDrained) End();
    }

    private void End()
    {
        _node.Tell(new ReplicaChanged(ReplicaState.Gone, 0));
        Context.Stop(Self);
    }

    private void Tell(in ServingNews news)
    {
        // The node hears first, so that nothing comes back here.
        if (news.Failure is { } reason) _node.Tell(new ReplicaChanged(ReplicaState.Failed, 0, reason));
        foreach (var (caller, reply) in news.Replies)
        {
            // Counted as they are told: what is too large to be carried, or goes back unrun, is not what the model made of it.
            setup.Metrics.Ended(reply.Entries.AsSpan());
            caller.Tell(reply);
        }

        if (news.Held is { } held) Sender.Tell(held);
        foreach (var caller in news.WithRoom) caller.Tell(new RoomAgain(setup.Id));
        if (news.Room is { } rows) _node.Tell(new ReplicaChanged(ReplicaState.Running, rows));
        if (news.Failure is not null) Context.Stop(Self);
    }
}
