using System.Collections.Immutable;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Event;

namespace ActorServe.Seed.Targets;

/// <summary>How targets are learned and kept.</summary>
/// <param name="Keeper">Its seed's <see cref="TargetsKeeper"/>.</param>
/// <param name="StartFile">What is set where nothing was ever set; null is nothing.</param>
internal sealed record TargetsSource(IActorRef Keeper, ServeConfig? StartFile);

/// <summary>
/// Owns the targets for the controller, its parent: learns them when it starts, takes changes one by one, keeps each before it is
/// answered, and tells the parent of every <see cref="ServeTargets"/> that holds.
/// </summary>
/// <remarks>
/// It changes nothing before it has learned, from a majority of the nodes and from its seed's disk; what is asked until then waits.
/// Targets with a higher version that come from elsewhere, such as a seed that joins with a newer file, are taken.
/// </remarks>
internal sealed class TargetsActor : UntypedActor
{
    private const int MostWaiting = 64;
    private static readonly TimeSpan LearnTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeepTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SpreadTimeout = TimeSpan.FromSeconds(3);

    private readonly TargetsSource _source;
    private readonly TimeProvider _time;
    private readonly ReplicatedTargets _replicated = ReplicatedTargets.Of(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Queue<(IActorRef Asker, object Change)> _changes = [];
    private readonly List<IActorRef> _askers = [];
    private ServeTargets _targets = ServeTargets.None;
    private ServeTargets? _heardMeanwhile;
    private IActorRef? _saving;
    private bool _isLearned;

    public TargetsActor(TargetsSource source, TimeProvider time) => (_source, _time) = (source, time);

    /// <summary>The actor.</summary>
    public static Props Props(TargetsSource source, TimeProvider time) => Akka.Actor.Props.Create(() => new TargetsActor(source, time));

    protected override void PreStart()
    {
        Context.ActorOf(TargetsFollower.Props(Self, targets => targets), "follower");
        Learn();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ControlProtocol.SetTargets or AddPins: Add(message); break;
            case ControlProtocol.GetTargets: _askers.Add(Sender); AnswerAskers(); break;
            case ServeTargets targets: Hear(targets); break;
            case Learned learned: OnLearned(learned.Targets); break;
            case NotLearned failure: _log.Error(failure.Cause, "Targets could not be learned; trying again."); Learn(); break;
            case Saved saved: OnSaved(saved); break;
            case NotSaved failure: OnNotSaved(failure.Cause); break;
            case ControlProtocol.TargetsSet: break; // The start file's.
            case ControlProtocol.TargetsRefused refused: _log.Warning("The start file is not used: {0}", refused.Reason); break;
            default: Unhandled(message); break;
        }
    }

    private void Learn() => LearnAsync().PipeTo(Self, success: targets => new Learned(targets), failure: cause => new NotLearned(cause));

    private async Task<ServeTargets> LearnAsync()
    {
        var replicated = await _replicated.ReadAsync(LearnTimeout).ConfigureAwait(false);
        var kept = await _source.Keeper.Ask<TargetsKeeper.Kept>(TargetsKeeper.GetKept.Instance, LearnTimeout).ConfigureAwait(false);
        return kept.Targets.Version > replicated.Version ? kept.Targets : replicated;
    }

    private void OnLearned(ServeTargets targets)
    {
        _isLearned = true;
        if (targets.Version > _targets.Version) _targets = targets;
        Context.Parent.Tell(_targets);
        AnswerAskers();
        if (_targets.Version == 0 && _source.StartFile is { } file) Self.Tell(new ControlProtocol.SetTargets(file) { IfVersion = 0 });
        SaveNext();
    }

    private void Hear(ServeTargets targets)
    {
        if (targets.Version <= _targets.Version) return;
        if (_saving is not null)
        {
            // Most often what is being saved.
            _heardMeanwhile = targets;
            return;
        }

        _targets = targets;
        if (!_isLearned) return;
        _log.Info("Targets {0} came from another node.", targets.Version);
        Context.Parent.Tell(targets);
    }

    private void AnswerAskers()
    {
        if (!_isLearned) return;
        foreach (var asker in _askers) asker.Tell(_targets);
        _askers.Clear();
    }

    private void Add(object change)
    {
        if (_changes.Count >= MostWaiting) Sender.Tell(new ControlProtocol.TargetsRefused("too many changes are waiting; try again later"));
        else _changes.Enqueue((Sender, change));
        SaveNext();
    }

    private void SaveNext()
    {
        while (_isLearned && _saving is null && _changes.TryDequeue(out var next)) Save(next.Asker, next.Change);
    }

    private void Save(IActorRef asker, object change)
    {
        if (change is ControlProtocol.SetTargets set && TargetChanges.Refusal(_targets, set) is { } refusal)
        {
            asker.Tell(new ControlProtocol.TargetsRefused(refusal));
            return;
        }

        var next = change switch
        {
            ControlProtocol.SetTargets other => TargetChanges.Replace(_targets, other.Config, _time.GetUtcNow()),
            AddPins add => TargetChanges.Pin(_targets, add.Pins),
            _ => null,
        };
        if (next is null) return;

        _saving = asker;
        SaveAsync(next).PipeTo(Self, success: holds => new Saved(next, holds), failure: cause => new NotSaved(cause));
    }

    // The disk first: what is answered is not lost with all processes.
    private async Task<ServeTargets> SaveAsync(ServeTargets targets)
    {
        var answer = await _source.Keeper.Ask<object>(new TargetsKeeper.Keep(targets), KeepTimeout).ConfigureAwait(false);
        if (answer is TargetsKeeper.NotKept failure) throw new IOException(failure.Reason);
        return await _replicated.WriteAsync(targets, SpreadTimeout).ConfigureAwait(false);
    }

    private void OnSaved(Saved saved)
    {
        var asker = _saving!;
        _saving = null;
        if (saved.Holds.Version > _targets.Version || ReferenceEquals(saved.Holds, saved.Targets)) Take(saved.Holds);
        asker.Tell(ReferenceEquals(saved.Holds, saved.Targets)
            ? new ControlProtocol.TargetsSet(saved.Targets.Version)
            : new ControlProtocol.TargetsRefused("other targets were set at the same time elsewhere; look again"));
        GoOn();
    }

    private void Take(ServeTargets targets)
    {
        _targets = targets;
        _log.Info("Targets {0}: {1}.", targets.Version, string.Join(", ", targets.Config.Applications.Select(a => a.Name).DefaultIfEmpty("no application")));
        Context.Parent.Tell(targets);
    }

    private void OnNotSaved(Exception cause)
    {
        _log.Error(cause, "Targets could not be kept.");
        _saving!.Tell(new ControlProtocol.TargetsRefused($"they could not be kept: {cause.Message}"));
        _saving = null;
        GoOn();
    }

    private void GoOn()
    {
        if (_heardMeanwhile is { } heard) Hear(heard);
        _heardMeanwhile = null;
        SaveNext();
    }

    /// <summary>Replica nodes resolved these; they are kept with the targets, which the parent is told of. Not answered by itself.</summary>
    public sealed record AddPins(ImmutableArray<DeploymentPin> Pins) : INoSerializationVerificationNeeded;

    private sealed record Learned(ServeTargets Targets) : INoSerializationVerificationNeeded;

    private sealed record NotLearned(Exception Cause) : INoSerializationVerificationNeeded;

    private sealed record Saved(ServeTargets Targets, ServeTargets Holds) : INoSerializationVerificationNeeded;

    private sealed record NotSaved(Exception Cause) : INoSerializationVerificationNeeded;
}
