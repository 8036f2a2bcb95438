using System.Collections.Immutable;
using ActorServe.Routing.Peers;
using ActorServe.Routing.Picking;
using ActorServe.Routing.Waiting;
using ActorServe.Shared.Identity;
using Akka.Actor;
using Akka.Event;
using static ActorServe.Shared.Protocol.DirectoryProtocol;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Routing;

/// <summary>
/// Brings the rows of one process to the replicas of one deployment, and their outcomes to the sinks. One for each deployment and process.
/// </summary>
/// <remarks>
/// <para>Each row that was submitted comes back to its sink exactly once, settled or withdrawn, whatever messages are lost or come late,
/// and also when the router stops or restarts: then it fails as overload, for which no attempt is counted. A row may run twice, unless
/// <see cref="RouterProtocol.Submit.RunsAtMostOnce"/> says otherwise; its first answer is its outcome, later ones are dropped.</para>
/// <para>A replica whose node's association breaks, or whose node the cluster does not reach, is suspect: it gets nothing new and is asked
/// what it holds until it answers. Then what it does not hold is sent again, ahead of new rows and as the same attempt, and it is used
/// again. What it may hold is sent to others when it has been silent for a while and there are others; should it answer after all, before
/// them, its answer counts. When its process is known to be dead, all that it had is sent again at once.</para>
/// <para>A message that is lost without any sign is noticed by a batch that takes longer than usual: the replica
/// is asked what it holds.</para>
/// <para>To one process no more than 16 MiB are outstanding, of all routers of this one; so a process that is frozen has no more than that
/// to work through when it wakes.</para>
/// <para>Without a replica rows wait, within the bounds of their lanes. Without a controller or a seed nothing changes here: the replica
/// nodes themselves say which replicas there are. A change that was missed is noticed by its number or by the next of the snapshots that
/// are asked for from time to time, and a node that does not answer is asked again until it does.</para>
/// </remarks>
public sealed class RouterActor : UntypedActor, IWithTimers
{
    private static long _routers;

    private readonly RouterState _state;
    private readonly RouterPeers _peers;
    private readonly RouterOptions _options;
    private readonly ImmutableArray<IActorRef> _directories;
    private readonly Dictionary<string, IActorRef> _refs = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IActorRef _directory = ActorRefs.Nobody;

    /// <inheritdoc cref="Props"/>
    public RouterActor(
        DeploymentId deployment, RouterOptions options, int seed, TimeProvider time, ImmutableArray<IActorRef> directories)
    {
        _options = options;
        _directories = directories;
        var (self, system) = (Self, (ExtendedActorSystem)Context.System);
        _peers = new RouterPeers(PeerBudgets.Of(system), system.Provider.DefaultAddress.ToString(), () => self.Tell(LookAgain.Instance));
        var setup = new RouterSetup(deployment, options, new PowerOfTwoChoices(new Random(seed)), time)
        {
            // One that restarts has the same path as before: answers meant for the former must not be taken for those of its own batches.
            Peers = _peers.Of, IdsAfter = Interlocked.Increment(ref _routers) << 40,
        };
        _state = new RouterState(setup, new Lanes(options));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>
    /// A router, to be started under <see cref="Shared.Hosting.ActorPaths.Router"/>. It understands <see cref="RouterProtocol"/>.
    /// </summary>
    /// <param name="deployment">Whose replicas it sends to, in whatever version.</param>
    /// <param name="options">Checked by whoever read them.</param>
    /// <param name="seed">Of its random choices; processes should have different ones.</param>
    /// <param name="time">The clock of deadlines and pauses.</param>
    /// <param name="directories">The replica directories to listen to; default for those of all replica nodes of the cluster,
    /// as they come and go.</param>
    public static Props Props(
        DeploymentId deployment, RouterOptions options, int seed, TimeProvider time, ImmutableArray<IActorRef> directories = default) =>
        Akka.Actor.Props.Create(() => new RouterActor(deployment, options, seed, time, directories));

    /// <inheritdoc/>
    protected override void PreStart() =>
        _directory = Context.ActorOf(ReplicaDirectoryClient.Props(_options.DirectoryRetry, _directories), "directory");

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Do(_state.Close());
        _peers.Close();
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RouterProtocol.Submit submit: Do(_state.Submit(submit)); break;
            case BatchReply reply: Do(_state.Answered(reply)); break;
            case RoomAgain room: Do(_state.HasRoom(room)); break;
            case RouterProtocol.Withdraw withdraw: Do(_state.Withdraw(withdraw)); break;
            case RouterProtocol.WithdrawRow withdraw: Do(_state.Withdraw(withdraw)); break;
            case SyncReply reply: Do(_state.Synced(reply)); break;
            case ReplicasSnapshot snapshot: Learn(_state.Learn(snapshot)); break;
            case ReplicasChanged change: Learn(_state.Learn(change)); break;
            case ReplicaDirectoryClient.NodeRemoved removed: Forget(removed.Node); break;
            case ReplicaDirectoryClient.NodeSuspected node: Do(_state.Suspect(node.Address)); break;
            case ReplicaDirectoryClient.NodeReached node: Do(_state.Reached(node.Address)); break;
            case LookAgain: Do(_state.LookAgain()); break;
            case LookAtReplicas: Do(_state.LookAtReplicas()); break;
            case RouterProtocol.GetRouterStatus: Sender.Tell(_state.Status()); break;
            default: Unhandled(message); break;
        }

        if (_state.QueuedRows > 0) Wake(LookAgain.Instance, _options.RejectionPause);
        if (_state.HasReplicasToWatch) Wake(LookAtReplicas.Instance, _options.ProbePause);
    }

    private void Wake(object tick, TimeSpan after)
    {
        if (!Timers.IsTimerActive(tick)) Timers.StartSingleTimer(tick, tick, after);
    }

    private void Learn(RouterOutput output)
    {
        // Whatever changed, references are resolved anew: a path that is used no more would stay here for ever.
        _refs.Clear();
        Do(output);
    }

    private void Forget(NodeId node)
    {
        Learn(_state.Forget(node));
        // Another process may have its address already.
        if (!_state.HasReplicasAt(node.Address)) _peers.Close(node.Address);
    }

    private void Do(RouterOutput output)
    {
        // Replicas first: they would idle while the sinks are told. What the sinks are told is not in the state any more: they are told in
        // any case.
        try
        {
            TellReplicas(output);
        }
        finally
        {
            foreach (var (sink, outcomes) in output.Settled) Tell(sink, sink.Settled, outcomes);
            foreach (var (sink, rows) in output.Withdrawn) Tell(sink, sink.Withdrawn, rows);
        }
    }

    private void TellReplicas(RouterOutput output)
    {
        foreach (var (replica, batch) in output.Sends) RefOf(replica.Path).Tell(batch, Self);
        foreach (var (replica, rows) in output.Withdrawals) RefOf(replica.Path).Tell(rows, Self);
        foreach (var (replica, question) in output.Questions) RefOf(replica.Path).Tell(question, Self);
        foreach (var (replica, receipt) in output.Receipts) RefOf(replica.Path).Tell(receipt, Self);
        foreach (var address in output.DirectoriesToAsk) _directory.Tell(new ReplicaDirectoryClient.AskDirectory(address));
    }

    /// <summary>
    /// A sink that breaks its promise never to throw must not cost the rows of the others, as a restart of this actor would.
    /// </summary>
    private void Tell<T>(IRowSink sink, Action<T> told, T what)
    {
        try
        {
            told(what);
        }
#pragma warning disable CA1031 // Any exception is a bug of the sink, and is logged as one.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            _log.Error(bug, "{0} threw when it was told outcomes", sink);
        }
    }

    private IActorRef RefOf(string path)
    {
        if (!_refs.TryGetValue(path, out var replica))
            _refs[path] = replica = ((ExtendedActorSystem)Context.System).Provider.ResolveActorRef(path);
        return replica;
    }

    private sealed class LookAgain : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded
    {
        public static LookAgain Instance { get; } = new();
    }

    private sealed class LookAtReplicas : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded
    {
        public static LookAtReplicas Instance { get; } = new();
    }
}
