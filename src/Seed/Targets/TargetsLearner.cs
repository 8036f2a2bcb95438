using ActorServe.Shared.Hosting;
using Akka.Actor;
using Akka.Event;

namespace ActorServe.Seed.Targets;

/// <summary>
/// Learns the targets for <see cref="TargetsActor"/>, its parent, from the nodes and from its seed's disk, and tells it what it
/// <see cref="Learned"/>: again until a majority of the nodes has answered, after which it ends.
/// </summary>
internal sealed class TargetsLearner : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly IActorRef _keeper;
    private readonly ReplicatedTargets _replicated = ReplicatedTargets.Of(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public TargetsLearner(IActorRef keeper) => _keeper = keeper;

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The actor.</summary>
    /// <param name="keeper">Its seed's <see cref="TargetsKeeper"/>.</param>
    public static Props Props(IActorRef keeper) => Akka.Actor.Props.Create(() => new TargetsLearner(keeper));

    protected override void PreStart() => Learn();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Learned learned: OnLearned(learned); break;
            case NotLearned failure: OnNotLearned(failure.Cause); break;
            case Again: Learn(); break;
            default: Unhandled(message); break;
        }
    }

    private void Learn() => LearnAsync().PipeTo(Self, success: held => new Learned(held), failure: cause => new NotLearned(cause));

    private async Task<HeldTargets> LearnAsync()
    {
        var replicated = await _replicated.ReadAsync(Patience).ConfigureAwait(false);
        var kept = await _keeper.Ask<TargetsKeeper.Kept>(TargetsKeeper.GetKept.Instance, Patience).ConfigureAwait(false);
        return replicated with { Targets = replicated.Targets.Merge(kept.Targets) };
    }

    private void OnLearned(Learned learned)
    {
        Context.Parent.Tell(learned);
        if (learned.Held.IsByMajority) Context.Stop(Self);
        else LearnAgain();
    }

    private void OnNotLearned(Exception cause)
    {
        _log.Error(cause, "Targets could not be learned; trying again.");
        LearnAgain();
    }

    // What fails at once would fail a thousand times a second otherwise.
    private void LearnAgain() => Timers.StartSingleTimer(nameof(Again), Again.Instance, Pause);

    /// <summary>The newest targets that the nodes and the seed's disk have; without a majority of the nodes they may be old.</summary>
    public sealed record Learned(HeldTargets Held) : INoSerializationVerificationNeeded;

    private sealed record NotLearned(Exception Cause) : INoSerializationVerificationNeeded;

    private sealed record Again : INoSerializationVerificationNeeded
    {
        public static Again Instance { get; } = new();
    }
}
