using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using ActorServe.Shared.Protocol;

namespace ActorServe.PetabridgeCmd.Texts;

/// <summary>What the controller says of applications, deployments and replicas, for people. Pure.</summary>
internal static class StatusTexts
{
    /// <summary>A line for each application.</summary>
    public static ImmutableArray<string> Applications(ServeStatus status, string? application) => Columns.Lines(
        ["APPLICATION", "STATUS", "DEPLOYMENTS", "REPLICAS", "GATEWAYS", "MESSAGE"],
        [.. Of(status, application).Select(a => (IReadOnlyList<string>)
            [a.Name, Word(a.Status), Text(a.Deployments.Length), Replicas(a.Deployments), Gateways(status, a.Name), a.Message])],
        Columns.None("application", application));

    /// <summary>A line for each deployment.</summary>
    public static ImmutableArray<string> Deployments(ServeStatus status, string? application) => Columns.Lines(
        ["DEPLOYMENT", "STATUS", "REPLICAS", "MESSAGE"],
        [.. from a in Of(status, application)
            from d in a.Deployments
            select (IReadOnlyList<string>)[$"{d.Id}", Word(d.Status), Replicas([d]), d.Message]],
        Columns.None("deployment", application));

    /// <summary>A line for each replica.</summary>
    public static ImmutableArray<string> Replicas(ServeStatus status, string? application) => Columns.Lines(
        ["DEPLOYMENT", "REPLICA", "NODE", "STATE", "MAX ONGOING", "PID", "SINCE", "MESSAGE"],
        [.. from a in Of(status, application)
            from d in a.Deployments
            from r in d.Replicas
            select (IReadOnlyList<string>)
            [
                $"{d.Id}", Text(r.Id.Number), r.Id.Node.Address, State(d, r), Text(r.MaxOngoingRequests),
                r.ProcessId == 0 ? "" : Text(r.ProcessId), Time(r.StartedAtMs), r.Message ?? "",
            ]],
        Columns.None("replica", application));

    /// <summary>A number.</summary>
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The applications that are asked for.</summary>
    public static IEnumerable<ApplicationDetails> Of(ServeStatus status, string? application) =>
        status.Applications.Where(a => application is null || a.Name == application);

    private static string Replicas(ImmutableArray<DeploymentDetails> deployments) =>
        $"{deployments.Sum(d => d.Running)}/{deployments.Sum(d => d.TargetReplicas)}";

    private static string Gateways(ServeStatus status, string application)
    {
        var reports = status.Gateways.SelectMany(g => g.Applications).Where(a => a.Application == application).ToList();
        return $"{reports.Count(r => r.IsServing)}/{reports.Count}";
    }

    private static string State(DeploymentDetails deployment, ReplicaEntry replica) =>
        deployment.Unreachable.Contains(replica.Id) ? "UNREACHABLE" : Word(replica.State);

    // As Ray writes it: DEPLOY_FAILED.
    private static string Word(Enum state) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(state.ToString());

    private static string Time(long milliseconds) => milliseconds == 0 ? ""
        : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
