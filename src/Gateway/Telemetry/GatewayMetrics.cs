using System.Diagnostics.Metrics;
using System.Globalization;
using ActorServe.Gateway.Reporting;
using ActorServe.Routing;
using ActorServe.Shared.Telemetry;

namespace ActorServe.Gateway.Telemetry;

/// <summary>
/// The metrics of a gateway's records. All but their durations are read when they are scraped, from <see cref="GatewayNumbers"/>: records
/// pay nothing for them.
/// </summary>
internal sealed class GatewayMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "ActorServe.Gateway";

    private readonly Meter _meter;

    public GatewayMetrics(Meter meter, GatewayNumbers numbers)
    {
        (_meter, Numbers) = (meter, numbers);
        Sum(
            "actorserve.records.received", "{record}", "Records read from the input topic, again after a rebuild.",
            a => a.Totals.RecordsIn);
        Sum("actorserve.records.sent", "{record}", "Results that the broker has.", a => a.Totals.Results);
        Sum("actorserve.records.dead_lettered", "{record}", "Records whose dead letters the broker has.", a => a.Totals.DeadLetters);
        Sum("actorserve.records.skipped", "{record}", "Records left out, as the application asked.", a => a.Totals.Skipped);
        Sum("actorserve.attempts.failed", "{attempt}", "Runs that failed, whatever became of their records.", a => a.Totals.FailedAttempts);
        Sum("actorserve.pipeline.restarts", "{restart}", "Pipelines that failed and were rebuilt.", a => a.Restarts);
        Claim("actorserve.pipeline.ready", "1 where a pipeline does all that it should, else 0.", a => a.IsReady);
        Claim("actorserve.broker.reachable", "1 where a broker answers a pipeline, else 0.", a => !a.IsBrokerAway);

        _meter.CreateObservableUpDownCounter(
            "actorserve.records.in_flight", () => ByPartition(p => (long?)p.Flow.InFlight), "{record}", "Records read and not finished.");
        _meter.CreateObservableGauge(
            "actorserve.consumer.lag", () => ByPartition(p => p.Lag), "{record}",
            "Records of a partition that are not read yet, and those in flight.");
        _meter.CreateObservableGauge(
            "actorserve.commit.age", () => ByPartition(p => (double?)p.CommitAge.TotalSeconds), "s",
            "How long nothing was committed although there is something to finish.");
        _meter.CreateObservableGauge(
            "actorserve.partition.halted", () => ByPartition(p => (int?)(p.IsHalted ? 1 : 0)),
            description: "1 where a partition stands at a record that could not be answered, else 0.");

        numbers.Durations = new RecordDurations(_meter);
        Lanes("actorserve.router.queued", "Rows that wait for a replica.", lane => lane.QueuedRows);
        Lanes("actorserve.router.ongoing", "Rows at replicas.", lane => lane.OngoingRows);
        _meter.CreateObservableUpDownCounter("actorserve.router.replicas", Replicas, "{replica}", "Replicas that take rows.");
    }

    /// <summary>What they are read from.</summary>
    public GatewayNumbers Numbers { get; }

    private void Sum(string name, string unit, string description, Func<ApplicationNumbers, long> value) => _meter.CreateObservableCounter(
        name, () => from application in Numbers.Applications
                    where application.HadPipeline
                    select new Measurement<long>(value(application), Application(application)), unit, description);

    // Not told of an application that it is not known of.
    private void Claim(string name, string description, Func<ApplicationNumbers, bool?> holds) => _meter.CreateObservableGauge(
        name, () => from application in Numbers.Applications
                    let claim = holds(application)
                    where claim is not null
                    select new Measurement<int>(claim == true ? 1 : 0, Application(application)), description: description);

    private void Lanes(string name, string description, Func<LaneRows, int> value) => _meter.CreateObservableUpDownCounter(
        name, () => from application in Numbers.Applications
                    from lane in application.Router?.Lanes ?? []
                    select new Measurement<int>(value(lane), Application(application), Lane(lane)), "{row}", description);

    private IEnumerable<Measurement<int>> Replicas() =>
        from application in Numbers.Applications
        let router = application.Router
        where router is not null
        select new Measurement<int>(router.Replicas, Application(application));

    private IEnumerable<Measurement<T>> ByPartition<T>(Func<PartitionNumbers, T?> value)
        where T : struct =>
        from application in Numbers.Applications
        from partition in application.Partitions
        let known = value(partition)
        where known is not null
        select new Measurement<T>(known.GetValueOrDefault(), Application(application), Partition(partition));

    private static KeyValuePair<string, object?> Application(ApplicationNumbers application) =>
        new(AttributeNames.Application, application.Name);

    private static KeyValuePair<string, object?> Lane(LaneRows lane) => new("actorserve.lane", ApplicationReports.WordOf(lane.Lane));

    // A string, as OpenTelemetry has it.
    private static KeyValuePair<string, object?> Partition(PartitionNumbers partition) =>
        new(AttributeNames.Partition, partition.Flow.Partition.ToString(CultureInfo.InvariantCulture));
}
