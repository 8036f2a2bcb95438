using System.Collections.Immutable;
using ActorServe.Routing.InFlight;
using ActorServe.Routing.Picking;
using ActorServe.Routing.Suspects;
using ActorServe.Routing.Waiting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Wire;
using static ActorServe.Shared.Protocol.DirectoryProtocol;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Routing;

/// <summary>
/// The rules of a router. A row waits, or one replica holds it, or it has had its one outcome or went back to its sink: nothing else.
/// Beside that, suspects may hold copies of it that were sent to them before: they count there, and the first copy to be answered is the
/// row's end. Each method takes one message in and returns what it leads to.
/// </summary>
internal sealed class RouterState
{
    private static readonly Lane[] AllLanes = Enum.GetValues<Lane>();

    private readonly RouterSetup _setup;
    private readonly IWaitingRows _waiting;
    private readonly ReplicaTable _replicas;
    private readonly BatchesInFlight _inFlight;
    private readonly BatchSender _sender;
    private readonly SuspectRules _suspects;
    private readonly ReturnedRows _returned;
    private readonly ReplyRules _replies;
    private readonly List<WaitingRow> _scratch = [];
    private readonly long _start;
    private RouterOutput? _inHand;
    private RouterProtocol.Submit? _submitted;

    public RouterState(RouterSetup setup, IWaitingRows waiting)
    {
        (_setup, _waiting, _start) = (setup, waiting, setup.Time.GetTimestamp());
        _replicas = new ReplicaTable(setup.Deployment, setup.Peers);
        _inFlight = new BatchesInFlight(setup.IdsAfter);
        _sender = new BatchSender(setup.Options, waiting, setup.Picker, _replicas, _inFlight);
        _suspects = new SuspectRules(setup.Options, _replicas, _inFlight);
        _returned = new ReturnedRows(waiting);
        _replies = new ReplyRules(setup.Options, _replicas, _inFlight, _returned);
    }

    /// <summary>Rows that wait: while there are any, <see cref="LookAgain"/> must be called from time to time.</summary>
    public int QueuedRows => _waiting.Rows;

    /// <summary>Whether replicas hold rows, or may: while they do, <see cref="LookAtReplicas"/> must be called from time to time.</summary>
    public bool HasReplicasToWatch => _suspects.HasWork;

    /// <summary>Whether any process of an address has replicas that may hold rows.</summary>
    public bool HasReplicasAt(string address) => _replicas.HasAnyAt(address);

    public RouterStatus Status()
    {
        var (ongoing, serving) = (0, 0);
        foreach (var replica in _replicas.Slots)
        {
            ongoing += replica.OngoingRows;
            if (replica.TakesRows) serving++;
        }

        Span<int> byLane = stackalloc int[AllLanes.Length];
        _inFlight.CountOpen(byLane);
        var lanes = ImmutableArray.CreateBuilder<LaneRows>(AllLanes.Length);
        foreach (var lane in AllLanes) lanes.Add(new LaneRows(lane, _waiting.RowsOf(lane), byLane[(int)lane]));
        return new RouterStatus(_waiting.Rows, ongoing, serving) { Lanes = lanes.MoveToImmutable() };
    }

    public RouterOutput Submit(RouterProtocol.Submit submit)
    {
        _submitted = submit;
        var (output, now) = (Begin(), Now());
        foreach (var row in submit.Rows)
        {
            var added = new WaitingRow(row, submit.Sink, submit.Lane, row.Bytes, Deadline(row, now))
            {
                RunsAtMostOnce = submit.RunsAtMostOnce,
            };
            if (ProblemOf(added) is { } problem) output.Fail(added, FailureKind.BadInput, problem);
            else if (!_waiting.TryAdd(added, submit.MaxQueuedRows))
                output.Fail(added, FailureKind.Overload, $"Too many requests wait for {_setup.Deployment}.");
        }

        Send(output, now);
        _submitted = null;
        return output;
    }

    /// <summary>
    /// The records of assignments that ended. What a replica holds is left to it: its result is still good. Should it not answer a row, the
    /// sink gets that row back instead of another replica.
    /// </summary>
    public RouterOutput Withdraw(RouterProtocol.Withdraw withdraw)
    {
        var output = Begin();
        Withdraw(withdraw.Covers, isRequest: false, output);
        return End(output);
    }

    /// <summary>
    /// A request whose client went away. A replica that has it is told, and answers it as rejected where it has not started it.
    /// </summary>
    public RouterOutput Withdraw(RouterProtocol.WithdrawRow withdraw)
    {
        var output = Begin();
        foreach (var (batch, rows) in Withdraw(withdraw.Covers, isRequest: true, output))
            output.Withdrawals.Add((batch.Replica, new WithdrawRows(batch.Replica.Id, batch.Id, rows)));
        return End(output);
    }

    public RouterOutput Answered(BatchReply reply)
    {
        var (output, now) = (Begin(), Now());
        _replies.Take(reply, output, now);
        return Send(output, now);
    }

    public RouterOutput HasRoom(RoomAgain news)
    {
        _replicas.Find(news.Replica)?.Open();
        return Send(Begin(), Now());
    }

    public RouterOutput Learn(ReplicasSnapshot snapshot)
    {
        var (output, now) = (Begin(), Now());
        Lose(_replicas.Learn(snapshot), output);
        _suspects.AskAgain(snapshot.Node.Address, now, output);
        return Send(output, now);
    }

    public RouterOutput Learn(ReplicasChanged change)
    {
        var (output, lost) = (Begin(), new List<ReplicaSlot>());
        if (!_replicas.TryLearn(change, lost)) output.DirectoriesToAsk.Add(change.Node.Address);
        Lose(lost, output);
        return Send(output, Now());
    }

    /// <summary>A process is known to be dead.</summary>
    public RouterOutput Forget(NodeId node)
    {
        var output = Begin();
        Lose(_replicas.Forget(node), output);
        return Send(output, Now());
    }

    /// <summary>
    /// A node's association broke, or the cluster does not reach it: it may be dead, and messages on their way may be lost.
    /// </summary>
    public RouterOutput Suspect(string address)
    {
        var output = Begin();
        _suspects.Suspect(address, Now(), output);
        return End(output);
    }

    /// <summary>It seems that a node can be reached again.</summary>
    public RouterOutput Reached(string address)
    {
        var output = Begin();
        _suspects.AskAgain(address, Now(), output);
        return End(output);
    }

    /// <summary>
    /// A replica says what it holds: the rest of what it was sent before the question goes to others, and its count is right again.
    /// </summary>
    public RouterOutput Synced(SyncReply reply)
    {
        var output = Begin();
        if (_replicas.Find(reply.Replica) is { } replica)
        {
            replica.Pulse.Answered(reply.SyncId);
            _inFlight.Close(replica, reply, _returned.Rows);
            _returned.SendWhatIsLost(output);
        }
        else if (_replicas.ForgetOthers(reply.Replica.Node) is { Count: > 0 } former)
        {
            Lose(former, output);
            output.DirectoriesToAsk.Add(reply.Replica.Node.Address);
        }

        return Send(output, Now());
    }

    /// <summary>
    /// Time alone changes two things for rows that wait: they expire, and a replica that rejected rows is tried again though it said
    /// nothing.
    /// </summary>
    public RouterOutput LookAgain() => Send(Begin(), Now());

    /// <summary>Time alone makes a silent replica be asked what it holds, and gives to others what a suspect does not answer.</summary>
    public RouterOutput LookAtReplicas()
    {
        var (output, now) = (Begin(), Now());
        _suspects.Look(now, output, _returned.Rows);
        _returned.Send(output);
        return Send(output, now);
    }

    /// <summary>
    /// The router ends: every row that it has fails as overload, which no attempt is counted for. Of a message whose handling threw,
    /// wherever it stopped, the outcomes that it had led to are told as they are, and what else it brought fails as the rest.
    /// </summary>
    public RouterOutput Close()
    {
        var output = (_inHand ?? new RouterOutput()).OutcomesAlone();
        var ended = output.EndedRows().ToHashSet<InferRow>(ReferenceEqualityComparer.Instance);
        _scratch.Clear();
        _inFlight.CloseAll(_scratch);
        _waiting.Clear(_scratch);
        _scratch.AddRange(_returned.Rows);
        if (_submitted is { } submit) AddUnknown(submit);
        foreach (var row in _scratch)
        {
            if (!ended.Contains(row.Row)) output.Fail(row, FailureKind.Overload, $"The router of {_setup.Deployment} stopped.");
        }

        return output;
    }

    // What handling led to is in no other place until it has returned.
    private RouterOutput Begin() => _inHand = new RouterOutput();

    private RouterOutput End(RouterOutput output)
    {
        _inHand = null;
        return output;
    }

    // Whatever made it throw must not throw here again.
    private void AddUnknown(RouterProtocol.Submit submit)
    {
        if (submit.Rows.IsDefault) return;
        var known = _scratch.Select(row => row.Row).ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (var row in submit.Rows)
        {
            if (row is not null && !known.Contains(row))
                _scratch.Add(new WaitingRow(row, submit.Sink, submit.Lane, row.Bytes, TimeSpan.MaxValue));
        }
    }

    /// <summary>What keeps a row from any frame, if anything does: it would be lost on its way, and sent again for ever.</summary>
    private static string? ProblemOf(in WaitingRow row)
    {
        if (row.Row.ContentType.Length > ContentTypes.MaxLength)
            return $"The content type has {row.Row.ContentType.Length} characters, "
                + $"more than the {ContentTypes.MaxLength} of a record or request.";
        return row.Bytes > WireLimits.MaxRowBytes
            ? $"{row.Bytes} bytes are more than the {WireLimits.MaxRowBytes} of a record or request."
            : null;
    }

    private IReadOnlyList<(BatchInFlight Batch, ImmutableArray<int> Rows)> Withdraw(
        Func<WaitingRow, bool> covers, bool isRequest, RouterOutput output)
    {
        _scratch.Clear();
        _waiting.Withdraw(covers, requestsOnly: isRequest, _scratch);
        foreach (var row in _scratch) output.Withdraw(row);
        return _inFlight.Withdraw(covers, isTold: isRequest);
    }

    private void Lose(List<ReplicaSlot> lost, RouterOutput output)
    {
        _inFlight.Close(lost, _returned.Rows);
        _returned.SendWhatIsLost(output);
    }

    private RouterOutput Send(RouterOutput output, TimeSpan now)
    {
        _scratch.Clear();
        _waiting.Expire(now, _scratch);
        foreach (var row in _scratch) output.Fail(row, FailureKind.Timeout, "The request's time was over before a replica had room.");

        _sender.Send(output, now);
        return End(output);
    }

    /// <summary>A time left beyond what a clock can count is none.</summary>
    private static TimeSpan Deadline(InferRow row, TimeSpan now) =>
        row.TimeLeft is { } left && left < TimeSpan.MaxValue - now ? now + left : TimeSpan.MaxValue;

    private TimeSpan Now() => _setup.Time.GetElapsedTime(_start);
}
