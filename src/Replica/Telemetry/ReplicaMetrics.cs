using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Telemetry;

namespace ActorServe.Replica.Telemetry;

/// <summary>
/// The metrics of a replica node. A run costs a few records, each of its batches one, a row none; replicas of one deployment are counted
/// together, because a node never uses a replica's number twice, and each one that starts would add to what a scrape has.
/// </summary>
internal sealed class ReplicaMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "ActorServe.Replica";

    private readonly Meter _meter;
    private readonly ConcurrentDictionary<DeploymentId, DeploymentMetrics> _deployments = [];

    public ReplicaMetrics(Meter meter)
    {
        _meter = meter;
        BatchSize = meter.CreateHistogram("actorserve.batch.size", "{row}", "Rows of one call of the model.", null, Buckets.Rows);
        BatchWait = Seconds(
            "actorserve.batch.wait.duration", "How long the oldest row of a run had waited when it was handed to an inference thread.");
        RunDuration = Seconds("actorserve.batch.run.duration", "How long a run took: one batch, or several short ones in a row.");
        Batches = meter.CreateCounter<long>("actorserve.batches.run", "{batch}", "Calls of the model.");
        Rows = meter.CreateCounter<long>("actorserve.replica.rows", "{row}", "Rows that came, by what became of them.");
        Starts = meter.CreateCounter<long>("actorserve.replica.starts", "{replica}", "Replicas that were started.");
        StartDuration = Seconds("actorserve.replica.start.duration", "How long replicas took from their start until they took rows.");
        Failures = meter.CreateCounter<long>(
            "actorserve.replica.failures", "{replica}", "Replicas that did not start, failed, or did not end in their time.");
        FailedChecks = meter.CreateCounter<long>(
            "actorserve.replica.health_check.failures", "{check}", "Health checks that a replica answered by saying that it is not well.");

        Load("actorserve.replica.running", "{replica}", "Replicas that take rows, or drain.", loads => loads.Length);
        Load("actorserve.replica.ongoing", "{row}", "Rows in replicas, waiting and running.", loads => loads.Sum(load => load.Ongoing));
        Load("actorserve.replica.capacity", "{row}", "Rows that replicas take at once.", loads => loads.Sum(load => load.Capacity));
        Load("actorserve.batch.queued", "{row}", "Rows in replicas that wait for a run.", loads => loads.Sum(load => load.Queued));
    }

    public Histogram<int> BatchSize { get; }

    public Histogram<double> BatchWait { get; }

    public Histogram<double> RunDuration { get; }

    public Counter<long> Batches { get; }

    public Counter<long> Rows { get; }

    public Counter<long> Starts { get; }

    public Histogram<double> StartDuration { get; }

    public Counter<long> Failures { get; }

    public Counter<long> FailedChecks { get; }

    /// <summary>Where the replicas of a deployment are counted.</summary>
    public DeploymentMetrics Of(DeploymentId deployment) => _deployments.GetOrAdd(deployment, id => new DeploymentMetrics(this, id));

    /// <summary>What each replica of the node that takes rows or drains has to do now.</summary>
    public IEnumerable<ReplicaLoad> Loads() => _deployments.Values.SelectMany(deployment => deployment.Loads());

    private Histogram<double> Seconds(string name, string description) =>
        _meter.CreateHistogram(name, "s", description, null, Buckets.Seconds);

    private void Load(string name, string unit, string description, Func<ReplicaLoad[], int> value) => _meter.CreateObservableUpDownCounter(
        name, () => from deployment in _deployments.Values
                    let loads = deployment.Loads()
                    where loads.Length > 0
                    select new Measurement<int>(value(loads), deployment.Tags), unit, description);
}
