using System.Collections.Immutable;
using ActorServe.Routing.Picking;
using ActorServe.Routing.Waiting;
using ActorServe.Shared.Identity;
using Akka.Actor;
using Akka.Event;
using static ActorServe.Shared.Protocol.DirectoryProtocol;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Routing;

/// <summary>Brings the rows of one process to the replicas of one deployment, and their outcomes to the sinks. One for each deployment and process.</summary>
/// <remarks>
/// <para>Each row that was submitted comes back to its sink exactly once, settled or withdrawn, also when the router stops or restarts:
/// then it fails as overload, for which no attempt is counted.</para>
/// <para>A replica that is gone, that failed, or whose node was removed or restarted: what it held is sent again at once, ahead of new rows
/// and as the same attempt; should it answer after all, the answer is dropped. Such a row may so have run twice.</para>
/// <para>Without a replica rows wait, within the bounds of their lanes. Without a controller or a seed nothing changes here: the replica
/// nodes themselves say which replicas there are. A change that was missed is noticed by its number, and a node that does not answer is
/// asked again until it does.</para>
/// <para>A message to a replica that is lost on the way while its node stays alive is not noticed yet.</para>
/// </remarks>
public sealed class RouterActor : UntypedActor, IWithTimers
{
    private readonly RouterState _state;
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
        _state = new RouterState(deployment, options, new Lanes(options), new PowerOfTwoChoices(new Random(seed)), time);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A router, to be started under <see cref="Shared.Hosting.ActorPaths.Router"/>. It understands <see cref="RouterProtocol"/>.</summary>
    /// <param name="deployment">Whose replicas it sends to, in whatever version.</param>
    /// <param name="options">Checked by whoever read them.</param>
    /// <param name="seed">Of its random choices; processes should have different ones.</param>
    /// <param name="time">The clock of deadlines and pauses.</param>
    /// <param name="directories">The replica directories to listen to; default for those of all replica nodes of the cluster, as they come and go.</param>
    public static Props Props(
        DeploymentId deployment, RouterOptions options, int seed, TimeProvider time, ImmutableArray<IActorRef> directories = default) =>
        Akka.Actor.Props.Create(() => new RouterActor(deployment, options, seed, time, directories));

    /// <inheritdoc/>
    protected override void PreStart() =>
        _directory = Context.ActorOf(ReplicaDirectoryClient.Props(_options.DirectoryRetry, _directories), "directory");

    /// <inheritdoc/>
    protected override void PostStop() => Do(_state.Close());

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RouterProtocol.Submit submit: Do(_state.Submit(submit)); break;
            case BatchReply reply: Do(_state.Answered(reply)); break;
            case RoomAgain room: Do(_state.HasRoom(room)); break;
            case RouterProtocol.Withdraw withdraw: Do(_state.Withdraw(withdraw.Covers)); break;
            case RouterProtocol.WithdrawRow withdraw: Do(_state.Withdraw(withdraw.Covers)); break;
            case ReplicasSnapshot snapshot: Learn(_state.Learn(snapshot)); break;
            case ReplicasChanged change: Learn(_state.Learn(change)); break;
            case ReplicaDirectoryClient.NodeRemoved node: Learn(_state.Forget(node.Address)); break;
            case LookAgain: Do(_state.LookAgain()); break;
            case RouterProtocol.GetRouterStatus: Sender.Tell(_state.Status()); break;
            default: Unhandled(message); break;
        }

        if (_state.QueuedRows > 0 && !Timers.IsTimerActive(LookAgain.Instance))
            Timers.StartSingleTimer(LookAgain.Instance, LookAgain.Instance, _options.RejectionPause);
    }

    private void Learn(RouterOutput output)
    {
        // Whatever changed, references are resolved anew: a path that is used no more would stay here for ever.
        _refs.Clear();
        if (output.NeedsSnapshot) Sender.Tell(WatchReplicas.Instance, _directory);
        Do(output);
    }

    private void Do(RouterOutput output)
    {
        // Replicas first: they would idle while the sinks are told.
        foreach (var (replica, batch) in output.Sends) RefOf(replica.Path).Tell(batch, Self);
        foreach (var (sink, outcomes) in output.Settled) Tell(sink, sink.Settled, outcomes);
        foreach (var (sink, rows) in output.Withdrawn) Tell(sink, sink.Withdrawn, rows);
    }

    /// <summary>A sink that breaks its promise never to throw must not cost the rows of the others, as a restart of this actor would.</summary>
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
}
