using System.Collections.Immutable;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Targets;

/// <summary>What follows from a change of the targets, before it is <see cref="Number">numbered</see>. Pure.</summary>
internal static class TargetChanges
{
    /// <summary>Other applications, as a whole. What is in both keeps its pin, so that deploying a file again changes nothing.</summary>
    public static ServeTargets Replace(ServeTargets targets, ServeConfig config, DateTimeOffset now)
    {
        var keys = KeysOf(config);
        return targets with
        {
            Config = config,
            Pins = [.. targets.Pins.Where(p => keys.Contains(p.Key))],
            SetAtMs = now.ToUnixTimeMilliseconds(),
        };
    }

    /// <summary>The targets with these pins, of deployments that are wanted and have none; null where that changes nothing.</summary>
    public static ServeTargets? Pin(ServeTargets targets, IEnumerable<DeploymentPin> pins)
    {
        var wanted = KeysOf(targets.Config);
        wanted.ExceptWith(targets.Pins.Select(p => p.Key));
        var added = pins.Where(p => wanted.Remove(p.Key)).ToImmutableArray();
        return added.IsEmpty ? null : targets with { Pins = targets.Pins.AddRange(added) };
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
        if (change.IfVersion is { } version && version != targets.Version)
        {
            return new ControlProtocol.TargetsRefused(
                $"the targets are number {targets.Version} by now, and were {version} when this was asked for; look again");
        }

        var size = ServeConfigJson.Write(change.Config).Length;
        return size <= ApplicationFileReader.MaxBytes ? null
            : new ControlProtocol.TargetsRefused($"the applications take {size} bytes; all together may take {ApplicationFileReader.MaxBytes}")
            {
                Kind = TargetsRefusal.TooLarge,
            };
    }

    private static HashSet<DeploymentKey> KeysOf(ServeConfig config) =>
    [
        .. from application in config.Applications
           from deployment in application.Deployments
           select new DeploymentKey(new DeploymentId(application.Name, deployment.Name), DeploymentDigest.Of(deployment)),
    ];
}
