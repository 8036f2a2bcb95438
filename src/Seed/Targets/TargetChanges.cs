using System.Collections.Immutable;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Targets;

/// <summary>What follows from a change of the targets, before it is <see cref="Number">numbered</see>. Pure.</summary>
internal static class TargetChanges
{
    /// <summary>Pins of former versions, of all deployments together: the targets have to fit into a message.</summary>
    public const int MostFormerPins = 2_048;

    private const int FormerVersions = 2;

    /// <summary>
    /// Other applications, as a whole. What is in both keeps its pin, so that deploying a file again changes nothing; and so do the last
    /// versions of a deployment that is in both, so that going back to one runs what ran before.
    /// </summary>
    public static ServeTargets Replace(ServeTargets targets, ServeConfig config, DateTimeOffset now)
    {
        var keys = KeysOf(config);
        return targets with
        {
            Config = config,
            Pins = [.. targets.Pins.Where(p => keys.Contains(p.Key)), .. Former(targets.Pins, keys)],
            SetAtMs = now.ToUnixTimeMilliseconds(),
            // That of the version which they get.
            ConfigVersion = 0,
        };
    }

    /// <summary>
    /// The targets with these pins, of deployments that are wanted and have none, and with the word that a version ran, where a pin brings
    /// it; null where that changes nothing.
    /// </summary>
    public static ServeTargets? Pin(ServeTargets targets, IEnumerable<DeploymentPin> pins)
    {
        var wanted = KeysOf(targets.Config);
        var next = pins.Where(p => wanted.Contains(p.Key)).Aggregate(targets.Pins, With);
        return next == targets.Pins ? null : targets with { Pins = next, ConfigVersion = targets.ConfigVersion };
    }

    /// <summary>A change becomes targets of their own, newer than all before.</summary>
    /// <param name="changed">What follows from the change.</param>
    /// <param name="last">The highest number that was ever used, also for a change that was not kept.</param>
    /// <param name="now">The time.</param>
    /// <param name="changeId">Random.</param>
    public static ServeTargets Number(ServeTargets changed, long last, DateTimeOffset now, long changeId) =>
        changed with { Version = Math.Max(last + 1, now.ToUnixTimeMilliseconds()), ChangeId = changeId };

    /// <summary>Why these cannot be the targets; null where they can.</summary>
    public static ControlProtocol.TargetsRefused? Refusal(ServeTargets targets, ControlProtocol.SetTargets change)
    {
        // Pins that came meanwhile are nobody's change.
        if (change.IfVersion is { } version && version != targets.Version && version != targets.ConfigVersion)
        {
            return new ControlProtocol.TargetsRefused(
                $"the targets are number {targets.ConfigVersion} by now, and were {version} when this was asked for; look again");
        }

        var size = ServeConfigJson.Write(change.Config).Length;
        return size <= ApplicationFileReader.MaxBytes ? null
            : new ControlProtocol.TargetsRefused(
                $"the applications take {size} bytes; all together may take {ApplicationFileReader.MaxBytes}")
            {
                Kind = TargetsRefusal.TooLarge,
            };
    }

    // The file that a version was pinned to stays whatever a later pin says.
    private static ImmutableArray<DeploymentPin> With(ImmutableArray<DeploymentPin> pins, DeploymentPin pin)
    {
        var known = pins.Where(p => p.Key == pin.Key).ToList();
        if (known.Count == 0) return pins.Insert(0, pin);
        return known[0].HasRun || !pin.HasRun ? pins : pins.Replace(known[0], known[0] with { HasRun = true });
    }

    // Those that are wanted stand before the others, and each change keeps the order: the first of a deployment was wanted last.
    private static IEnumerable<DeploymentPin> Former(ImmutableArray<DeploymentPin> pins, HashSet<DeploymentKey> wanted)
    {
        var deployments = wanted.Select(key => key.Deployment).ToHashSet();
        return pins.Where(p => !wanted.Contains(p.Key) && deployments.Contains(p.Key.Deployment))
            .GroupBy(p => p.Key.Deployment).SelectMany(versions => versions.Take(FormerVersions)).Take(MostFormerPins);
    }

    private static HashSet<DeploymentKey> KeysOf(ServeConfig config) =>
    [
        .. from application in config.Applications
           from deployment in application.Deployments
           select new DeploymentKey(new DeploymentId(application.Name, deployment.Name), DeploymentDigest.Of(deployment)),
    ];
}
