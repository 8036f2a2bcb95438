using System.Text.Json;
using ActorServe.Seed.Rollout;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Control;

/// <summary>A line of the controller's log.</summary>
/// <param name="IsTrouble">Somebody may have to do something.</param>
/// <param name="Text">The line.</param>
internal readonly record struct NewsLine(bool IsTrouble, string Text);

/// <summary>What the controller's log says: what becomes of deployments, what is asked of nodes, and why. Pure.</summary>
internal static class ControllerNews
{
    /// <summary>The lines, in the order in which things happened.</summary>
    /// <param name="before">What was known when the last line was written.</param>
    /// <param name="after">What is known now.</param>
    /// <param name="steps">What follows from it, and is not taken yet.</param>
    /// <param name="now">The time.</param>
    public static IEnumerable<NewsLine> Between(
        ControllerState before, ControllerState after, IReadOnlyCollection<(DeploymentId Deployment, Step Step)> steps, DateTimeOffset now)
    {
        if (after.Targets.Version == 0) return [];

        // What a controller saw before it had targets says nothing of how a deployment fares.
        var known = before.Targets.Version == 0 ? before.Deployments.Clear() : before.Deployments;
        var changed = known.Keys.Union(after.Deployments.Keys)
            .Where(id => !ReferenceEquals(known.GetValueOrDefault(id), after.Deployments.GetValueOrDefault(id))).ToList();
        // The controller asks with each message that it hears, and most often there is nothing to tell.
        if (changed.Count == 0 && steps.Count == 0) return [];

        var (nodes, unreachable) = (after.Loads.Length, after.Unreachable);
        var lines = changed.OrderBy(id => id.ToString(), StringComparer.Ordinal)
            .SelectMany(id => Of(
                known.GetValueOrDefault(id), after.Deployments.GetValueOrDefault(id), d => d.Message(nodes, now, unreachable)));
        return
        [
            .. lines,
            .. steps.GroupBy(s => s.Deployment).SelectMany(d => Of(after.Deployments[d.Key], [.. d.Select(s => s.Step)], nodes)),
        ];
    }

    private static IEnumerable<NewsLine> Of(DeploymentState? before, DeploymentState? after, Func<DeploymentState, string> message)
    {
        if (after is null)
        {
            yield return new NewsLine(false, $"{before!.Id} is gone.");
            yield break;
        }

        var failed = after.Failures.Count - (before?.Failures.Count ?? 0);
        if (failed > 0)
            yield return new NewsLine(true, $"{after.Id}: {Starts(failed)} failed, {after.Failures.Count} by now: {after.Failures.Reason}");
        var (was, status) = (before is null ? null : StatusOf(before), StatusOf(after));
        if (was != status) yield return new NewsLine(IsTrouble(after), Changed(after, was, status, message(after)));
    }

    private static string Changed(DeploymentState deployment, string? was, string status, string message) =>
        $"{deployment.Id} is {status}{(was is null ? "" : $", was {was}")}{(message.Length > 0 ? $": {message}" : "")}.";

    private static bool IsTrouble(DeploymentState deployment) =>
        deployment.Target is not null && deployment.Status is DeploymentStatus.Unhealthy or DeploymentStatus.DeployFailed;

    private static IEnumerable<NewsLine> Of(DeploymentState deployment, IReadOnlyCollection<Step> steps, int nodes)
    {
        var starts = steps.OfType<Step.Start>().CountBy(start => start.Node)
            .Select(start => $"starting {Replicas(start.Value)} at {Endpoint(start.Key)}: {Missing(deployment, nodes)}");
        var questions = steps.OfType<Step.Resolve>().Select(resolve => $"asking {Endpoint(resolve.Node)} which file it is");
        var stops = steps.OfType<Step.Stop>()
            .Select(stop => $"stopping #{stop.Replica.Number} at {Endpoint(stop.Replica.Node)}: {Why(deployment, stop.Replica, nodes)}");
        return questions.Concat(starts).Concat(stops).Select(text => new NewsLine(false, $"{deployment.Id}: {text}."));
    }

    private static string Missing(DeploymentState deployment, int nodes) =>
        $"{deployment.RunningOfTarget.Count()} of {deployment.Target!.Replicas(nodes)} run"
        + (deployment.Failures.Count > 0 ? $", {Starts(deployment.Failures.Count)} failed" : "");

    private static string Why(DeploymentState deployment, ReplicaId replica, int nodes)
    {
        if (deployment.Target is not { } target) return "nothing of it should run any more";
        if (deployment.Health.IsUnhealthy(replica))
            return $"it failed its health checks: {deployment.Health.Failing.FirstOrDefault(f => f.Replica == replica)?.Reason}";
        var entry = deployment.Replicas[replica];
        if (target.IsRunBy(entry)) return $"more run than {target.Replicas(nodes)}";
        return (replica.Key.Version == target.Version, entry.State == ReplicaState.Running) switch
        {
            (true, true) => "a replica with the pinned file runs in its place",
            (true, false) => "another file is pinned",
            (false, true) => "a replica of the new version runs in its place",
            (false, false) => "another version should run",
        };
    }

    // As status has them.
    private static string StatusOf(DeploymentState deployment) =>
        deployment.Target is null ? "DELETING" : JsonNamingPolicy.SnakeCaseUpper.ConvertName(deployment.Status.ToString());

    private static string Starts(int count) => count == 1 ? "1 start" : $"{count} starts";

    private static string Replicas(int count) => count == 1 ? "a replica" : $"{count} replicas";

    private static string Endpoint(NodeId node) => MemberAddress.Endpoint(node.Address);
}
