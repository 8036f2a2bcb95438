using ActorServe.Cli.Serving;

namespace ActorServe.Cli.Top;

/// <summary>A deployment, or a replica of it, as a row.</summary>
internal sealed record ReplicaRow(string Name, string Node, string State, string Ongoing, Work Work, string Trouble)
{
    /// <summary>Each deployment, and its replicas below it.</summary>
    public static IReadOnlyList<ReplicaRow> Of(TopApplication application) => [.. application.Deployments.SelectMany(Of)];

    private static IEnumerable<ReplicaRow> Of(TopDeployment deployment) =>
    [
        new(
            $"{deployment.Name} {deployment.Running}/{deployment.Target}", "", deployment.Status, TopText.Of(deployment.Ongoing),
            deployment.Work, ""),
        .. deployment.Replicas.Select(r => new ReplicaRow(
            $"  {r.Id}", r.Node, r.State, $"{TopText.Of(r.Ongoing)}/{Words.Of(r.MostOngoing)}", r.Work,
            r.FailedChecks == 0 ? "" : $"{Words.Count(r.FailedChecks, "failed check")}: {r.Trouble}")),
    ];
}

/// <summary>The columns of the four tables.</summary>
internal static class TopTables
{
    /// <summary>The members of the cluster.</summary>
    public static IReadOnlyList<TopColumn<TopNode>> Nodes { get; } =
    [
        new("NODE", n => n.Address),
        new("ROLES", n => n.IsController ? n.Roles + " (controller)" : n.Roles),
        new("STATE", n => TopText.State(n.State)) { Style = n => ColourOf(n.State) },
        new("CPU", n => TopText.Percent(n.CpuPercent)) { IsRight = true },
        new("MEMORY", n => TopText.Megabytes(n.MemoryBytes)) { IsRight = true, LeaveOut = 1 },
    ];

    /// <summary>The applications.</summary>
    public static IReadOnlyList<TopColumn<TopApplication>> Applications { get; } =
    [
        new("APPLICATION", a => a.Name),
        new("STATUS", a => TopText.State(a.Status)) { Style = a => ColourOf(a.Status) },
        new("IN/S", a => TopText.Of(a.InRate)) { IsRight = true },
        new("OUT/S", a => TopText.Of(a.OutRate)) { IsRight = true },
        new("P50 MS", a => TopText.Of(a.RecordDurationMs?.P50)) { IsRight = true, LeaveOut = 5 },
        new("P95 MS", a => TopText.Of(a.RecordDurationMs?.P95)) { IsRight = true, LeaveOut = 6 },
        new("P99 MS", a => TopText.Of(a.RecordDurationMs?.P99)) { IsRight = true, LeaveOut = 2 },
        new("DEAD/S", a => TopText.Of(a.DeadLetterRate)) { IsRight = true, LeaveOut = 4 },
        new("DEAD", a => TopText.Of(a.DeadLetters)) { IsRight = true, LeaveOut = 1 },
        new("LAG", a => TopText.Of(a.Lag)) { IsRight = true },
        new("IN FLIGHT", a => TopText.Of(a.InFlight)) { IsRight = true, LeaveOut = 3 },
        new("MESSAGE", a => a.Message) { IsRest = true, Style = _ => "yellow" },
    ];

    /// <summary>Deployments and replicas.</summary>
    public static IReadOnlyList<TopColumn<ReplicaRow>> Replicas { get; } =
    [
        new("DEPLOYMENT", r => r.Name),
        new("NODE", r => r.Node) { LeaveOut = 1 },
        new("STATE", r => TopText.State(r.State)) { Style = r => ColourOf(r.State) },
        new("ONGOING", r => r.Ongoing) { IsRight = true },
        new("ROWS/S", r => TopText.Of(r.Work.Rows)) { IsRight = true },
        new("BATCH", r => TopText.Of(r.Work.BatchSize)) { IsRight = true },
        new("MS/BATCH", r => TopText.Of(r.Work.BatchMs)) { IsRight = true, LeaveOut = 2 },
        new("HEALTH", r => r.Trouble) { IsRest = true, Style = _ => "red", LeaveOut = 3 },
    ];

    /// <summary>The partitions of the input.</summary>
    public static IReadOnlyList<TopColumn<TopPartition>> Partitions { get; } =
    [
        new("PARTITION", p => Words.Of(p.Partition)) { IsRight = true },
        new("COMMITTED", p => TopText.Of(p.Committed)) { IsRight = true },
        new("END", p => TopText.Of(p.End)) { IsRight = true, LeaveOut = 2 },
        new("LAG", p => TopText.Of(p.Lag)) { IsRight = true },
        new("IN FLIGHT", p => TopText.Of(p.InFlight)) { IsRight = true },
        new("COMMIT/S", p => TopText.Of(p.Rate)) { IsRight = true, LeaveOut = 1 },
        new("STATE", p => p.State) { Style = p => p.Halted is null ? null : "red" },
        new("GATEWAY", p => p.Gateway) { LeaveOut = 3 },
        new("WHY", p => p.Halted ?? "") { IsRest = true, Style = _ => "red" },
    ];

    private static string ColourOf(string state) => state switch
    {
        "UP" or "RUNNING" or "HEALTHY" => "green",
        "UNREACHABLE" or "DOWN" or "UNHEALTHY" or "DEPLOY_FAILED" or "FAILED" => "red",
        _ => "yellow",
    };
}
