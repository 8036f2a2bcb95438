using ActorServe.Seed.Telemetry;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport.Telemetry;

namespace ActorServe.Seed.Tests.Telemetry;

public sealed class SeedMetricsSpecs : IDisposable
{
    private readonly Measured _measured = new();
    private readonly SeedMetrics _metrics;

    public SeedMetricsSpecs() => _metrics = new SeedMetrics(_measured.Meter);

    [Fact]
    public void A_status_is_one_where_it_holds_and_zero_where_it_does_not()
    {
        _metrics.See(Samples.Status(ApplicationStatus.DeployFailed, DeploymentStatus.Upscaling));

        Assert.Equal(
            ["deploying: 0", "running: 0", "deploy_failed: 1", "unhealthy: 0", "deleting: 0"],
            Ends("actorserve.application.status", "application=digits, status="));
        Assert.Equal(
            ["updating: 0", "healthy: 0", "unhealthy: 0", "deploy_failed: 0", "upscaling: 1", "downscaling: 0"],
            Ends("actorserve.deployment.status", "application=digits, deployment=classifier, status="));
    }

    [Fact]
    public void Replicas_are_told_beside_those_that_should_run()
    {
        _metrics.See(Samples.Status(
            ApplicationStatus.Running, DeploymentStatus.Healthy,
            Some.Replica(1, 1, "v"), Some.Replica(1, 2, "v"), Some.Replica(2, 1, "v", ReplicaState.Draining)));

        Assert.Equal(["application=digits, deployment=classifier: 3"], _measured.Of("actorserve.deployment.wanted_replicas"));
        Assert.Equal(
            ["starting: 0", "running: 2", "draining: 1", "unreachable: 0"],
            Ends("actorserve.deployment.replicas", "application=digits, deployment=classifier, state="));
    }

    [Fact]
    public void A_replica_that_runs_where_nobody_reaches_it_counts_as_unreachable_and_as_no_running_one()
    {
        var (reached, lost, draining) = (Some.Replica(1, 1, "v"), Some.Replica(2, 1, "v"), Some.Replica(2, 2, "v", ReplicaState.Draining));

        _metrics.See(Samples.Unreachable([lost.Id, draining.Id], reached, lost, draining));

        Assert.Equal(
            ["starting: 0", "running: 1", "draining: 1", "unreachable: 1"],
            Ends("actorserve.deployment.replicas", "application=digits, deployment=classifier, state="));
    }

    [Fact]
    public void Replicas_that_are_replaced_for_their_health_are_counted_from_zero_as_long_as_their_deployment_is_there()
    {
        _metrics.See(Samples.Status(ApplicationStatus.Running, DeploymentStatus.Healthy));
        Assert.Equal(["application=digits, deployment=classifier: 0"], Replacements());

        _metrics.Replaced(Some.Deployment);
        _metrics.Replaced(Some.Deployment);
        Assert.Equal(["application=digits, deployment=classifier: 2"], Replacements());

        _metrics.See(new ServeStatus(2, []));
        _metrics.See(Samples.Status(ApplicationStatus.Running, DeploymentStatus.Healthy));

        Assert.Equal(["application=digits, deployment=classifier: 0"], Replacements());
    }

    [Fact]
    public void A_seed_without_the_controller_tells_that_and_nothing_else()
    {
        _metrics.See(Samples.Status(ApplicationStatus.Running, DeploymentStatus.Healthy));
        Assert.Equal([": 1"], _measured.Of("actorserve.controller.active"));

        _metrics.See(null);

        Assert.Equal([": 0"], _measured.Of("actorserve.controller.active"));
        Assert.Empty(_measured.Of("actorserve.application.status"));
    }

    [Fact]
    public void The_document_has_every_metric_with_its_kind_unit_and_attributes()
    {
        _metrics.See(Samples.Status(ApplicationStatus.Running, DeploymentStatus.Healthy));

        Assert.Equal(MetricsDocument.RowsOf("Seed"), _measured.Rows);
    }

    public void Dispose() => _measured.Dispose();

    private IReadOnlyList<string> Replacements() => _measured.Of("actorserve.replica.health_check.replacements");

    private IEnumerable<string> Ends(string metric, string start) => _measured.Of(metric).Select(line =>
    {
        Assert.StartsWith(start, line, StringComparison.Ordinal);
        return line[start.Length..];
    });
}
