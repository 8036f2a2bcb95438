using System.Collections.Immutable;
using ActorServe.Seed.Control;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Event;

namespace ActorServe.Seed.Targets;

/// <summary>How targets are learned and kept.</summary>
/// <param name="Keeper">Its seed's <see cref="TargetsKeeper"/>.</param>
/// <param name="StartFile">What is set where nothing was ever set; null is nothing.</param>
/// <param name="NewChangeId">Random numbers.</param>
internal sealed record TargetsSource(IActorRef Keeper, ServeConfig? StartFile, Func<long> NewChangeId)
{
    /// <summary>After this whoever asked for a change is told that the disk has not taken it yet.</summary>
    /// <value>The default is 10 s.</value>
    public TimeSpan KeepTimeout { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>
/// Owns the targets for the controller, its parent: learns them when it starts, takes changes one by one, keeps each before it is
/// answered, and tells the parent of every <see cref="ServeTargets"/> that holds.
/// </summary>
/// <remarks>
/// Its <see cref="TargetsLearner"/> learns them first; what is asked until then waits. Where a majority of the nodes does not answer it
/// tells the parent what this node has, which may be old, and only when a majority does <see cref="KnownByMajority"/>. A change goes four
/// steps: a majority tells the newest targets, its seed's disk keeps what follows from them, a majority takes it, and it is answered. Where
/// the first fails nothing was done; where the third does the change is kept but may still lose against one that was made elsewhere, and
/// whoever asked is told that this is not known. No two changes have one number, also where one of them was refused. Newer targets that
/// come from elsewhere, such as a seed that joins with a newer file, are taken.
/// </remarks>
internal sealed class TargetsActor : UntypedActor, IWithTimers
{
    private const int MostWaiting = 64;
    private static readonly TimeSpan MajorityTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan StartFileAgain = TimeSpan.FromSeconds(2);

    private readonly TargetsSource _source;
    private readonly TimeProvider _time;
    private readonly ReplicatedTargets _replicated = ReplicatedTargets.Of(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Queue<Change> _changes = [];
    private readonly WaitingAskers _askers = new();
    private TargetsState _state = new();
    private Change? _current;
    private bool _isLearned;

    public TargetsActor(TargetsSource source, TimeProvider time) => (_source, _time) = (source, time);

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The actor.</summary>
    public static Props Props(TargetsSource source, TimeProvider time) => Akka.Actor.Props.Create(() => new TargetsActor(source, time));

    protected override void PreStart()
    {
        Context.ActorOf(TargetsFollower.Props(Self, targets => targets), "follower");
        Context.ActorOf(TargetsLearner.Props(_source.Keeper), "learner");
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ControlProtocol.SetTargets or AddPins: Add(message); break;
            case ControlProtocol.GetTargets: _askers.Add(Sender); AnswerAskers(); break;
            case ServeTargets targets: Hear(targets); break;
            case TargetsLearner.Learned learned: OnLearned(learned.Held); break;
            case Confirmed confirmed: OnConfirmed(confirmed.Held); break;
            case TargetsKeeper.Kept kept: OnKept(kept.Targets); break;
            case TargetsKeeper.NotConfirmed kept: OnNotConfirmed(kept); break;
            case TargetsKeeper.NotKept failure: Refuse(TargetsRefusal.NotKept, $"they could not be kept: {failure.Reason}"); break;
            case StillKeeping: OnStillKeeping(); break;
            case Spread spread: OnSpread(spread.Held); break;
            case StartFile: SetStartFile(); break;
            case ControlProtocol.TargetsSet: break; // The start file's.
            case ControlProtocol.TargetsRefused refused: OnStartFileRefused(refused); break;
            default: Unhandled(message); break;
        }
    }

    private void OnLearned(HeldTargets held)
    {
        if (_isLearned) Hear(held.Targets);
        else TakeFirst(held.Targets);
        if (held.IsByMajority) Context.Parent.Tell(KnownByMajority.Instance);
    }

    private void TakeFirst(ServeTargets targets)
    {
        _isLearned = true;
        _state = _state.Hear(targets);
        Context.Parent.Tell(_state.Held);
        AnswerAskers();
        SetStartFile();
        TakeNextChange();
    }

    private void SetStartFile()
    {
        if (_state.Held.Version == 0 && _source.StartFile is { } file) Self.Tell(new ControlProtocol.SetTargets(file) { IfVersion = 0 });
    }

    private void OnStartFileRefused(ControlProtocol.TargetsRefused refused)
    {
        _log.Warning("The start file is not used: {0}", refused.Reason);
        if (refused.Kind is TargetsRefusal.Unavailable or TargetsRefusal.NotKept)
            Timers.StartSingleTimer(nameof(StartFile), StartFile.Instance, StartFileAgain);
    }

    private void Hear(ServeTargets targets) => Become(_state.Hear(targets));

    private void Become(TargetsState next)
    {
        var before = _state.Held;
        _state = next;
        if (!_isLearned || next.Held.IsSameAs(before)) return;

        _log.Info("Targets {0} came from another node.", next.Held.Version);
        Context.Parent.Tell(next.Held);
    }

    private void AnswerAskers()
    {
        if (_isLearned) _askers.Answer(_state.Held);
    }

    private void Add(object change)
    {
        if (_changes.Count < MostWaiting) _changes.Enqueue(new Change(Sender, change));
        else Sender.Tell(RefusalOf(change, Refusal(TargetsRefusal.Unavailable, "too many changes are waiting; try again later")));
        TakeNextChange();
    }

    private void TakeNextChange()
    {
        if (!_isLearned || _current is not null || !_changes.TryDequeue(out _current)) return;

        _replicated.ReadAsync(MajorityTimeout).PipeTo(
            Self, success: held => new Confirmed(held),
            failure: _ => new Confirmed(new HeldTargets(ServeTargets.None, IsByMajority: false)));
    }

    private void OnConfirmed(HeldTargets held)
    {
        Hear(held.Targets);
        if (!held.IsByMajority)
        {
            Refuse(TargetsRefusal.Unavailable, "a majority of the cluster's nodes does not answer the controller; nothing was changed");
            return;
        }

        if (_current!.What is ControlProtocol.SetTargets set && TargetChanges.Refusal(_state.Held, set) is { } refusal) Answer(refusal);
        else if (_state.Changed(_current.What, _time.GetUtcNow()) is { } changed) Begin(changed);
        else GoOn();
    }

    private void Begin(ServeTargets changed)
    {
        _state = _state.Begin(changed, _time.GetUtcNow(), _source.NewChangeId());
        Keep(_state.Next!);
    }

    // The disk first: what is answered is not lost with all processes.
    private void Keep(ServeTargets next) =>
        _source.Keeper.Ask<object>(new TargetsKeeper.Keep(next), _source.KeepTimeout).PipeTo(Self, failure: _ => StillKeeping.Instance);

    // What a disk has begun to write cannot be taken back, and a later write would not tell which of both it has: its word is waited for.
    private void OnStillKeeping()
    {
        _log.Warning("Targets {0} are not on the disk after {1}; waiting.", _state.Next!.Version, _source.KeepTimeout);
        Tell(Refusal(
            TargetsRefusal.NotConfirmed,
            "the disk of the controller's seed does not say that it has them; they may hold later: look again"));
        _current = _current! with { Asker = ActorRefs.Nobody };
        Keep(_state.Next);
    }

    // The file has them, and this seed would offer them at its next start: they hold for all, or they would come to life then.
    private void OnNotConfirmed(TargetsKeeper.NotConfirmed kept)
    {
        if (kept.Targets.IsSameAs(_state.Next!))
        {
            // Not as unconfirmed: whoever asks again would get one more version each time that the flush fails.
            Tell(Refusal(
                TargetsRefusal.NotKept,
                $"they hold as number {kept.Targets.Version}, and may be lost if all nodes end: {kept.Reason}"));
            _current = _current! with { Asker = ActorRefs.Nobody };
        }

        OnKept(kept.Targets);
    }

    private void OnKept(ServeTargets kept)
    {
        if (kept.IsSameAs(_state.Next!))
        {
            _replicated.WriteAsync(kept, MajorityTimeout).PipeTo(
                Self, success: held => new Spread(held), failure: _ => new Spread(new HeldTargets(kept, IsByMajority: false)));
        }
        else
        {
            Overtaken(kept);
        }
    }

    private void OnSpread(HeldTargets held)
    {
        if (!held.Targets.IsSameAs(_state.Next!))
        {
            Overtaken(held.Targets);
            return;
        }

        Take(_state.Next!);
        Answer(held.IsByMajority
            ? new ControlProtocol.TargetsSet(_state.Next!.Version)
            : Refusal(
                TargetsRefusal.NotConfirmed,
                $"they are kept as number {_state.Next!.Version}, but a majority of the cluster's nodes does not say that it has them: "
                + "where another part of the cluster sets others, those may hold; look again"));
    }

    private void Overtaken(ServeTargets by)
    {
        if (by.IsNewerThan(_state.Held)) Take(by);
        Refuse(TargetsRefusal.Conflict, "other targets were set at the same time elsewhere; look again");
    }

    private void Take(ServeTargets targets)
    {
        _state = _state.Take(targets);
        _log.Info(
            "Targets {0}: {1}.", targets.Version,
            string.Join(", ", targets.Config.Applications.Select(a => a.Name).DefaultIfEmpty("no application")));
        Context.Parent.Tell(targets);
    }

    private void Refuse(TargetsRefusal kind, string reason)
    {
        _log.Warning("Targets were not set: {0}", reason);
        Answer(Refusal(kind, reason));
    }

    private void Answer(object answer)
    {
        Tell(answer);
        GoOn();
    }

    private void Tell(object answer) =>
        _current!.Asker.Tell(answer is ControlProtocol.TargetsRefused refused ? RefusalOf(_current.What, refused) : answer);

    private static object RefusalOf(object change, ControlProtocol.TargetsRefused refused) =>
        change is AddPins add ? new PinsRefused(add.Pins, refused.Reason) : refused;

    private void GoOn()
    {
        _current = null;
        Become(_state.End());
        TakeNextChange();
    }

    private static ControlProtocol.TargetsRefused Refusal(TargetsRefusal kind, string reason) => new(reason) { Kind = kind };

    /// <summary>
    /// Replica nodes resolved these, or run them; that is kept with the targets, which the parent is told of. Answered as a change of the
    /// targets is, but with <see cref="PinsRefused"/> where they are not taken, and not at all where that changes nothing.
    /// </summary>
    public sealed record AddPins(ImmutableArray<DeploymentPin> Pins) : INoSerializationVerificationNeeded;

    /// <summary>The pins are not kept, or it is not known whether they are: then the targets have them later.</summary>
    public sealed record PinsRefused(ImmutableArray<DeploymentPin> Pins, string Reason) : INoSerializationVerificationNeeded;

    /// <summary>
    /// Told to the parent when a majority of the nodes was heard: the targets that it was told last are no older than what was ever
    /// answered.
    /// </summary>
    public sealed record KnownByMajority : INoSerializationVerificationNeeded
    {
        /// <summary>The only one there is.</summary>
        public static KnownByMajority Instance { get; } = new();
    }

    private sealed record Change(IActorRef Asker, object What);

    private sealed record Confirmed(HeldTargets Held) : INoSerializationVerificationNeeded;

    private sealed record Spread(HeldTargets Held) : INoSerializationVerificationNeeded;

    private sealed record StillKeeping : INoSerializationVerificationNeeded
    {
        public static StillKeeping Instance { get; } = new();
    }

    private sealed record StartFile : INoSerializationVerificationNeeded
    {
        public static StartFile Instance { get; } = new();
    }
}
