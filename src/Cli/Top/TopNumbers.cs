using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ActorServe.Cli.Inspecting;
using ActorServe.Shared.Telemetry;

namespace ActorServe.Cli.Top;

/// <summary>What is shown: the numbers of one look, and how fast they went since the one before. What is not known is null.</summary>
internal sealed record TopNumbers(ImmutableArray<TopNode> Nodes, ImmutableArray<TopApplication> Applications)
{
    /// <summary>Derives them.</summary>
    /// <param name="before">The look before; null at the first.</param>
    /// <param name="now">This look.</param>
    /// <param name="elapsed">The time between.</param>
    public static TopNumbers Of(TopReading? before, TopReading now, TimeSpan elapsed)
    {
        var between = new Between(before, now, elapsed);
        return new TopNumbers([.. now.Nodes.Select(between.Node)], [.. now.Serving.Applications.Select(between.Application)]);
    }

    private sealed class Between(TopReading? before, TopReading now, TimeSpan elapsed)
    {
        private readonly Dictionary<string, LoadReading> _loads = (before?.Serving.Applications ?? [])
            .SelectMany(a => a.Deployments.SelectMany(d => d.Replicas)).Where(r => r.Load is not null).DistinctBy(r => r.Id)
            .ToDictionary(r => r.Id, r => r.Load!);

        public TopNode Node(NodeReading node)
        {
            var process = now.ProcessOf(node.Address);
            // A processor's whole time is 100 %.
            var busy = IsSameProcess(node.Address) ? CounterRate.Of(before!.ProcessOf(node.Address)?.CpuMs, process?.CpuMs, elapsed) : null;
            return new TopNode(node.Address, node.Roles, node.State, node.IsController, busy / 10, process?.MemoryBytes);
        }

        public TopApplication Application(ServedReading application)
        {
            var then = before?.Serving.Applications.FirstOrDefault(a => a.Name == application.Name);
            ImmutableArray<TopPartition> partitions = [.. application.Gateways
                .SelectMany(g => g.Partitions.Select(p => Partition(g.Node, p, then))).OrderBy(p => p.Partition)];
            return new TopApplication(
                application.Name, application.Status, application.Message,
                Flow(t => t.RecordsIn), Flow(t => t.Results), Flow(t => t.DeadLetters),
                application.Gateways.Any(g => g.Totals is not null) ? application.Gateways.Sum(g => g.Totals?.DeadLetters ?? 0) : null,
                partitions.Any(p => p.Lag is not null) ? partitions.Sum(p => p.Lag ?? 0) : null,
                partitions.Sum(p => p.InFlight), [.. application.Deployments.Select(Deployment)], partitions)
            {
                RecordDurationMs = TopDurations.Of(application.Gateways.Select(g => Finished(g, then))),
            };

            double? Flow(Func<FlowTotals, long> counter) =>
                CounterRate.Sum(application.Gateways.Select(g => GatewayRate(g, then, counter)));
        }

        private double? GatewayRate(GatewayReading gateway, ServedReading? then, Func<FlowTotals, long> counter)
        {
            var totals = Before(gateway, then)?.Totals;
            return totals is null || gateway.Totals is null ? null : CounterRate.Of(counter(totals), counter(gateway.Totals), elapsed);
        }

        private DurationBuckets? Finished(GatewayReading gateway, ServedReading? then) =>
            Before(gateway, then) is { } before ? gateway.Durations.Since(before.Durations) : null;

        private GatewayReading? Before(GatewayReading gateway, ServedReading? then) =>
            IsSameProcess(gateway.Node) ? then?.Gateways.FirstOrDefault(g => g.Node == gateway.Node) : null;

        private TopPartition Partition(string gateway, PartitionReading partition, ServedReading? then)
        {
            var committed = then?.Gateways.SelectMany(g => g.Partitions).FirstOrDefault(p => p.Partition == partition.Partition)?.Committed;
            return new TopPartition(
                partition.Partition, partition.Committed, partition.End, partition.Lag, partition.InFlight,
                CounterRate.Of(committed, partition.Committed, elapsed), partition.State,
                partition.IsHalted ? partition.Halted : null, gateway);
        }

        private TopDeployment Deployment(DeployedReading deployment)
        {
            ImmutableArray<TopReplica> replicas = [.. deployment.Replicas.Select(Replica)];
            return new TopDeployment(
                deployment.Name, deployment.Status, deployment.Running, deployment.Target,
                replicas.Sum(r => r.Ongoing ?? 0), Work.Sum(replicas.Select(r => r.Work)), replicas);
        }

        private TopReplica Replica(ReplicaReading replica)
        {
            var then = _loads.GetValueOrDefault(replica.Id);
            var work = new Work(
                CounterRate.Of(then?.Rows, replica.Load?.Rows, elapsed),
                CounterRate.Of(then?.Batches, replica.Load?.Batches, elapsed),
                CounterRate.Of(then?.RunTimeUs, replica.Load?.RunTimeUs, elapsed) / 1_000);
            return new TopReplica(
                replica.Id, replica.Node, replica.State, replica.Load?.Ongoing, replica.MostOngoing, work, replica.FailedChecks,
                replica.Trouble);
        }

        // Counters of a process that was restarted on its address begin anew.
        private bool IsSameProcess(string node) =>
            before?.ProcessOf(node) is { } then && now.ProcessOf(node) is { } process && then.Incarnation == process.Incarnation;
    }
}

/// <summary>What replicas did a second.</summary>
/// <param name="Rows">Rows that were run.</param>
/// <param name="Batches">Calls of the model.</param>
/// <param name="RunMs">Milliseconds that those took.</param>
internal sealed record Work(double? Rows, double? Batches, double? RunMs)
{
    /// <summary>Rows of a call; null where there was none.</summary>
    public double? BatchSize => CounterRate.Ratio(Rows, Batches);

    /// <summary>How long a call takes, in milliseconds; null where there was none.</summary>
    public double? BatchMs => CounterRate.Ratio(RunMs, Batches);

    /// <summary>That of several together.</summary>
    public static Work Sum(IEnumerable<Work> works)
    {
        var all = works.ToList();
        return new Work(SumOf(w => w.Rows), SumOf(w => w.Batches), SumOf(w => w.RunMs));

        double? SumOf(Func<Work, double?> rate) => CounterRate.Sum(all.Select(rate));
    }
}

/// <summary>A node.</summary>
internal sealed record TopNode(string Address, string Roles, string State, bool IsController, double? CpuPercent, long? MemoryBytes);

/// <summary>An application; rates are records a second.</summary>
internal sealed record TopApplication(
    string Name, string Status, string Message, double? InRate, double? OutRate, double? DeadLetterRate, long? DeadLetters, long? Lag,
    long InFlight, ImmutableArray<TopDeployment> Deployments, ImmutableArray<TopPartition> Partitions)
{
    /// <summary>How long records took, from when they were read until they were finished.</summary>
    public TopDurations? RecordDurationMs { get; init; }
}

/// <summary>A deployment. Names in JSON are the seed's, here and below.</summary>
internal sealed record TopDeployment(
    string Name, string Status, int Running, long Target, [property: JsonPropertyName("ongoing_rows")] long Ongoing, Work Work,
    ImmutableArray<TopReplica> Replicas);

/// <summary>A replica.</summary>
internal sealed record TopReplica(
    [property: JsonPropertyName("replica_id")] string Id,
    string Node,
    string State,
    [property: JsonPropertyName("ongoing_rows")] long? Ongoing,
    [property: JsonPropertyName("max_ongoing_requests")] long MostOngoing,
    Work Work,
    long FailedChecks,
    [property: JsonPropertyName("health_message")] string Trouble);

/// <summary>A partition; its rate is offsets committed a second.</summary>
internal sealed record TopPartition(
    long Partition, long? Committed, long? End, long? Lag, long InFlight, double? Rate, string State, string? Halted, string Gateway);
