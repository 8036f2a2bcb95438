using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Targets;

/// <summary>The targets that hold as far as their owner knows, and the change that is under way. Pure.</summary>
internal sealed record TargetsState
{
    /// <summary>Those that hold.</summary>
    public ServeTargets Held { get; private init; } = ServeTargets.None;

    /// <summary>Those that are being kept; null where no change is.</summary>
    public ServeTargets? Next { get; private init; }

    // Most often what is being kept.
    private ServeTargets HeardMeanwhile { get; init; } = ServeTargets.None;

    // The highest number that was ever used, also for a change that was refused.
    private long Last { get; init; }

    /// <summary>Some came from elsewhere. They hold where they are newer, once the change that is under way has ended.</summary>
    public TargetsState Hear(ServeTargets targets)
    {
        if (!targets.IsNewerThan(Held)) return this;
        return Next is null ? this with { Held = targets } : this with { HeardMeanwhile = HeardMeanwhile.Merge(targets) };
    }

    /// <summary>What follows from a change; null where that is nothing new.</summary>
    /// <param name="change">Is <see cref="ControlProtocol.SetTargets"/> or <see cref="TargetsActor.AddPins"/>.</param>
    /// <param name="now">The time.</param>
    public ServeTargets? Changed(object change, DateTimeOffset now) => change switch
    {
        ControlProtocol.SetTargets set => TargetChanges.Replace(Held, set.Config, now),
        TargetsActor.AddPins add => TargetChanges.Pin(Held, add.Pins),
        _ => null,
    };

    /// <summary>What follows from a change is being kept from now on, with a number of its own.</summary>
    public TargetsState Begin(ServeTargets changed, DateTimeOffset now, long changeId)
    {
        var next = TargetChanges.Number(changed, Math.Max(Last, Held.Version), now, changeId);
        return this with { Next = next, Last = next.Version };
    }

    /// <summary>These hold now, whatever did before.</summary>
    public TargetsState Take(ServeTargets targets) => this with { Held = targets };

    /// <summary>The change that was under way has ended, well or not.</summary>
    public TargetsState End() => (this with { Next = null, HeardMeanwhile = ServeTargets.None }).Hear(HeardMeanwhile);
}
