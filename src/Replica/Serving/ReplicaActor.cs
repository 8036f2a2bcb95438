using System.Collections.Immutable;
using ActorServe.Replica.Batching;
using ActorServe.Replica.Inference;
using ActorServe.Replica.Telemetry;
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
    // Another replica costs more than a little patience with a run that is just about to end.
    private static readonly TimeSpan LeastGrace = TimeSpan.FromSeconds(10);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();
    private readonly IActorRef _node = Context.Parent;
    private readonly long _startedAt = setup.Time.GetTimestamp();
    private ITimer? _grace;
    private IDisposable? _running;
    private Task<IModelLease>? _acquiring;
    private OngoingRows _ongoing = null!;
    private Batcher _batcher = null!;
    private RoomSize _room = null!;
    private IModel _model = null!;
    private bool _isChecking;
    private bool _isUnwell;

    protected override void PreStart()
    {
        setup.Metrics.Starting();
        _acquiring = setup.Models.AcquireAsync(setup.Config, _stopping.Token);
        _acquiring.PipeTo(Self, success: lease => new ModelReady(lease), failure: cause => new ModelFailed(cause));
    }

    protected override void PostStop()
    {
        _grace?.Dispose();
        _running?.Dispose();
        _batcher?.Dispose();
        _ongoing?.Abandon();
        _ = GiveBackAsync();
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

    private void Serving(object message)
    {
        switch (message)
        {
            case InferBatch batch: Admit(batch); break;
            case Sync sync: Answer(sync); break;
            case RepliesReceived receipt: SendMore(receipt); break;
            case WithdrawRows withdraw: TakeOut(withdraw); break;
            case Terminated { AddressTerminated: true } doubtful: PeerDoubt.Ask(doubtful.ActorRef, Self); break;
            case PeerKnown caller when caller.IsThere: Context.Watch(caller.Peer); break;
            case PeerKnown caller: _ongoing.Forget(Context.Unwatch(caller.Peer)); break;
            case Terminated ended: _ongoing.Forget(ended.ActorRef); break;
            case RunFinished run: Answer(run); break;
            case RunOverdue run: AnswerOverdue(run); break;
            case RunStuck: Fail(StuckReason()); break;
            case RunBroken run: FailFor(run.Cause!); break;
            case Batcher.RowsDue: Skip(_batcher.Fill()); break;
            case CheckHealth check: CheckModel(check); break;
            case HealthKnown known: AnswerCheck(known); break;
            case Drain drain: StartDraining(drain.Grace); break;
            default: Unhandled(message); break;
        }
    }

    // As long as it serves, except that it ends with its last row.
    private void Draining(object message)
    {
        switch (message)
        {
            case Drain drain: LimitGrace(drain.Grace); break;
            case GraceOver: GiveUp(); break;
            case RunStuck or RunBroken: Serving(message); break;
            default: Serving(message); EndWhenDrained(); break;
        }
    }

    private void Serve(IModel model)
    {
        _model = model;
        var config = setup.Config with { MaxBatchSize = Math.Min(setup.Config.MaxBatchSize, model.MostRows) };
        var runs = config.MaxConcurrentBatches ?? model.DefaultConcurrentBatches;
        var ahead = model.IsSynchronous && runs >= setup.Threads.Count ? setup.Threads.Count : 0;
        var window = new BatchWindow<AdmittedRow>(config.MaxBatchSize, config.BatchWaitTimeout, runs, ahead);
        var settings = new RunSettings(model, config.MaxBatchSize, config.RunTimeout, setup.Time, _stopping.Token)
        {
            Metrics = setup.Metrics,
            Replica = setup.Id,
            // A model's threads are the node's: another replica would find them as they are.
            Grace = model.IsSynchronous || config.RunTimeout is not { } timeout ? null : timeout > LeastGrace ? timeout : LeastGrace,
        };
        _batcher = new Batcher(window, settings, setup.Threads, Self);
        _room = new RoomSize(config, runs, ahead, _batcher.Now);
        _ongoing = new OngoingRows(setup.Id, model.Version, _room.Rows, setup.Replies);
        _running = setup.Metrics.Running(
            setup.Time.GetElapsedTime(_startedAt),
            () => new ReplicaLoad(_ongoing.Count, _ongoing.Capacity, _batcher.Queued) { Number = setup.Id.Number, Done = _batcher.Done });
        Become(Serving);
        _node.Tell(new ReplicaChanged(ReplicaState.Running, _room.Rows));
    }

    // One at a time: while a check is under way the asker hears nothing, which says enough.
    private void CheckModel(CheckHealth check)
    {
        if (_isChecking) return;

        _isChecking = true;
        var asker = Sender;
        var timeout = check.Timeout is { Ticks: > 0 } asked ? asked : setup.Config.HealthCheckTimeout;
        HealthCheckRun.AskAsync(_model, timeout, setup.Time).PipeTo(Self, success: error => new HealthKnown(check, asker, error));
    }

    private void AnswerCheck(HealthKnown known)
    {
        _isChecking = false;
        // Once: a check each few seconds would fill the log with the same.
        if (known.Error is not null && !_isUnwell) _log.Warning("{0} is not well: {1}", setup.Id, known.Error);
        _isUnwell = known.Error is not null;
        if (known.Error is not null) setup.Metrics.CheckFailed();
        known.Asker.Tell(new HealthChecked(setup.Id, known.Check.CheckId, known.Error));
    }

    private void FailToStart(Exception cause)
    {
        _node.Tell(new ReplicaChanged(ReplicaState.Failed, 0, cause.Message));
        Context.Stop(Self);
    }

    private void RejectAll(InferBatch batch)
    {
        var model = new ModelVersion(setup.Config.Name, "");
        Reject(new BatchReply(batch.Replica, batch.BatchId, model, [.. batch.Rows.Select((_, i) => RowEntry.Rejected(i))]));
    }

    private void Admit(InferBatch batch)
    {
        // What waits to be sent to a caller in another process goes when that one ends: else it would keep its room for ever.
        if (!Callers.IsLocal(Sender)) Context.Watch(Sender);
        var admission = _ongoing.Admit(batch, Sender, _batcher.Now);
        if (admission.Rejected is { } rejected) Reject(rejected);
        Skip(_batcher.Add(admission.Accepted));
    }

    private void Reject(BatchReply rejected)
    {
        setup.Metrics.Rejected(rejected.Entries.Length);
        Sender.Tell(rejected);
    }

    private void Answer(RunFinished run)
    {
        if (run.Fault is not null) _log.Error(run.Fault, "The model of {0} threw.", setup.Id);
        var skipped = _batcher.Finished(run);
        Finish(run.Run.Rows, run.Entries);
        Skip(skipped);
        if (_room.Review(_batcher.Pace, _batcher.Now)) Resize();
        TellOfRoom();
    }

    private void Answer(Sync sync)
    {
        var (before, reply) = _ongoing.Answer(sync, Sender);
        Reply(before);
        Sender.Tell(reply);
        if (before.Count > 0) TellOfRoom();
    }

    private void SendMore(RepliesReceived receipt)
    {
        Reply(_ongoing.Received(receipt, Sender));
        TellOfRoom();
    }

    private void TakeOut(WithdrawRows withdraw)
    {
        if (withdraw.Replica != setup.Id) return;

        var (caller, rows) = (Sender, withdraw.Rows.ToHashSet());
        Reply(_ongoing.Return(_batcher.TakeOut(IsWithdrawn)));
        TellOfRoom();

        bool IsWithdrawn(AdmittedRow row) =>
            row.Batch.BatchId == withdraw.BatchId && row.Batch.Caller.Equals(caller) && rows.Contains(row.Index);
    }

    private void AnswerOverdue(RunOverdue run)
    {
        Finish(run.Run.Rows, run.Entries);
        Skip(_batcher.Return(run.Unstarted));
        TellOfRoom();
    }

    private void Skip(UnrunRows unrun)
    {
        if (unrun.Refused.Count > 0) Fail("Its inference threads have ended.", unrun.Refused);
        if (unrun.Expired.Count == 0) return;
        Finish(unrun.Expired, [.. unrun.Expired.Select(_ => RowEntry.Failed(0, FailureKind.Timeout, "The time left to answer was over."))]);
        TellOfRoom();
    }

    private void Finish(IReadOnlyList<AdmittedRow> rows, ImmutableArray<RowEntry> entries) => Reply(_ongoing.Finish(rows, entries));

    // Counted as they are told: what is too large to be carried, or goes back unrun, is not what the model made of it.
    private void Reply(IEnumerable<AddressedReply> replies)
    {
        foreach (var (caller, reply) in replies)
        {
            setup.Metrics.Ended(reply.Entries.AsSpan());
            caller.Tell(reply);
        }
    }

    private void TellOfRoom()
    {
        foreach (var caller in _ongoing.TakeCallersWithRoom(_batcher.Now)) caller.Tell(new RoomAgain(setup.Id));
    }

    private void Resize()
    {
        _ongoing.Capacity = _room.Rows;
        if (!_ongoing.IsDraining) _node.Tell(new ReplicaChanged(ReplicaState.Running, _room.Rows));
    }

    private void StartDraining(TimeSpan grace)
    {
        _ongoing.Drain();
        LimitGrace(grace); // Before anyone hears of it: the grace counts from now.
        _node.Tell(new ReplicaChanged(ReplicaState.Draining, _room.Rows));
        Become(Draining);
        Skip(_batcher.Close());
        EndWhenDrained();
    }

    private void LimitGrace(TimeSpan grace)
    {
        var self = Self;
        _grace?.Dispose();
        _grace = setup.Time.CreateTimer(_ => self.Tell(GraceOver.Instance), null, grace, Timeout.InfiniteTimeSpan);
    }

    private void GiveUp()
    {
        _log.Warning("{0} ends with {1} rows unanswered: its time to drain is over.", setup.Id, _ongoing.Count);
        Reply(_ongoing.Return(_batcher.Clear()));
        End();
    }

    // What waits goes back at once; whoever watches sends again what runs. The node hears first, so that nothing comes back here.
    private void Fail(string reason, IReadOnlyList<AdmittedRow>? refused = null)
    {
        _node.Tell(new ReplicaChanged(ReplicaState.Failed, 0, reason));
        _ongoing.Drain();
        Reply(_ongoing.Return(refused ?? []));
        Reply(_ongoing.Return(_batcher.Clear()));
        Context.Stop(Self);
    }

    // Its rows have no entries, and nothing says which of them ran: routers decide, as for any replica that is lost.
    private void FailFor(Exception cause)
    {
        _log.Error(cause, "A run of {0} broke beside its model.", setup.Id);
        Fail($"A run broke beside its model: {cause.GetType().Name}: {cause.Message}");
    }

    private string StuckReason() =>
        $"A run did not return, long after its time of {setup.Config.RunTimeout!.Value.TotalMilliseconds:F0} ms was over; it is left to itself.";

    private void EndWhenDrained()
    {
        if (_ongoing.IsDrained) End();
    }

    private void End()
    {
        _node.Tell(new ReplicaChanged(ReplicaState.Gone, 0));
        Context.Stop(Self);
    }

    // Whether the model is loaded, still loads or never will: what was acquired is given back, also after a crash.
    private async Task GiveBackAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);

        // Not after the model, which a run that never returns keeps for ever, and would keep the threads beside its own.
        var ended = setup.Ended();
        if (_acquiring is not null) await AcquiredModel.GiveBackAsync(_acquiring, Failed).ConfigureAwait(false);
        await ended.ConfigureAwait(false);
        _stopping.Dispose();

        void Failed(Exception failure) => _log.Error(failure, "{0}: its model could not be given back", setup.Id);
    }
}
