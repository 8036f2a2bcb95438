using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Telemetry;

namespace ActorServe.Seed.Telemetry;

/// <summary>
/// The metrics of the control plane, told by the seed that the controller runs on and by no other, so that they can be added up over seeds.
/// The controller says each second how things are; they are read when they are scraped.
/// </summary>
internal sealed class SeedMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "ActorServe.Seed";

    private static readonly ReplicaState[] StatesThere = [ReplicaState.Starting, ReplicaState.Running, ReplicaState.Draining];

    private readonly ConcurrentDictionary<DeploymentId, long> _replaced = [];
    private volatile ServeStatus? _status;

    public SeedMetrics(Meter meter)
    {
        meter.CreateObservableUpDownCounter(
            "actorserve.controller.active", () => _status is null ? 0 : 1,
            description: "1 where the controller runs and knows the targets, else 0.");
        meter.CreateObservableGauge(
            "actorserve.application.status", () => Applications.SelectMany(Statuses),
            description: "1 for the status that an application has, else 0.");
        meter.CreateObservableGauge(
            "actorserve.deployment.status", () => Deployments.SelectMany(Statuses),
            description: "1 for the status that a deployment has, else 0.");
        meter.CreateObservableUpDownCounter(
            "actorserve.deployment.wanted_replicas",
            () => Deployments.Select(d => new Measurement<int>(d.TargetReplicas, Application(d.Id.Application), Deployment(d.Id))),
            "{replica}", "Replicas that should run.");
        meter.CreateObservableUpDownCounter(
            "actorserve.deployment.replicas", () => Deployments.SelectMany(Replicas), "{replica}",
            "Replicas that there are, by what they do.");
        meter.CreateObservableCounter(
            "actorserve.replica.health_check.replacements", () => Deployments.Select(Replacements), "{replica}",
            "Replicas that were stopped because they failed their health checks or did not answer them.");
    }

    private IEnumerable<ApplicationDetails> Applications => _status?.Applications ?? [];

    private IEnumerable<DeploymentDetails> Deployments => Applications.SelectMany(application => application.Deployments);

    /// <summary>How things are now; null where the controller is not here, or not any more.</summary>
    public void See(ServeStatus? status)
    {
        _status = status;
        if (status is null) return;

        // Names come and go for as long as the process lives.
        var there = Deployments.Select(deployment => deployment.Id).ToHashSet();
        foreach (var id in _replaced.Keys.Where(id => !there.Contains(id))) _replaced.TryRemove(id, out _);
    }

    /// <summary>A replica is stopped for its health, and another takes its place.</summary>
    public void Replaced(DeploymentId deployment) => _replaced.AddOrUpdate(deployment, 1, (_, count) => count + 1);

    private static IEnumerable<Measurement<int>> Statuses(ApplicationDetails application) =>
        from status in Enum.GetValues<ApplicationStatus>()
        select new Measurement<int>(status == application.Status ? 1 : 0, Application(application.Name), Status(status));

    private static IEnumerable<Measurement<int>> Statuses(DeploymentDetails deployment) =>
        from status in Enum.GetValues<DeploymentStatus>()
        select new Measurement<int>(
            status == deployment.Status ? 1 : 0, Application(deployment.Id.Application), Deployment(deployment.Id), Status(status));

    private static IEnumerable<Measurement<int>> Replicas(DeploymentDetails deployment) =>
        from state in CountsOf(deployment)
        select new Measurement<int>(
            state.Count, Application(deployment.Id.Application), Deployment(deployment.Id), new("actorserve.replica.state", state.Word));

    // Told from zero on, or the first one would be no increase.
    private Measurement<long> Replacements(DeploymentDetails deployment) =>
        new(_replaced.GetValueOrDefault(deployment.Id), Application(deployment.Id.Application), Deployment(deployment.Id));

    // Each replica in one state. One that runs where nobody reaches it must not count as one that runs.
    private static IEnumerable<(string Word, int Count)> CountsOf(DeploymentDetails deployment) =>
        StatesThere.Select(state => (Word(state), state == ReplicaState.Running ? deployment.Running : In(deployment, state)))
            .Append(("unreachable", In(deployment, ReplicaState.Running) - deployment.Running));

    private static int In(DeploymentDetails deployment, ReplicaState state) => deployment.Replicas.Count(replica => replica.State == state);

    private static KeyValuePair<string, object?> Application(string name) => new(AttributeNames.Application, name);

    private static KeyValuePair<string, object?> Deployment(DeploymentId id) => new(AttributeNames.Deployment, id.Name);

    private static KeyValuePair<string, object?> Status(Enum status) => new("actorserve.status", Word(status));

    // As OpenTelemetry writes values: deploy_failed.
    private static string Word(Enum state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());
}
