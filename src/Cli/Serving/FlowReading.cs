using ActorServe.Gateway;
using ActorServe.Shared.Programs;
using ActorServe.Shared.Protocol;

namespace ActorServe.Cli.Serving;

/// <summary>An application's numbers now, of this process.</summary>
/// <param name="Application">Its name.</param>
/// <param name="Status">As the controller says.</param>
/// <param name="Replicas">Replicas that run.</param>
/// <param name="Totals">What went through since the start.</param>
/// <param name="Rate">Records a second, over the last seconds.</param>
/// <param name="InFlight">Records read and not finished.</param>
/// <param name="Lag">Records not yet read; null where that is not known yet.</param>
/// <param name="Trouble">What a person should know, on one line that a terminal can print; or null.</param>
internal sealed record FlowReading(
    string Application, ApplicationStatus Status, int Replicas, PipelineTotals Totals, double Rate, int InFlight, long? Lag,
    string? Trouble)
{
    /// <summary>Without Kafka there is no flow.</summary>
    private static readonly PipelineStatus NoPipeline = new() { Application = "", State = PipelineState.Running };

    /// <summary>What most applications have none of, and need not be told.</summary>
    private string Exceptions =>
        (Totals.Skipped == 0 ? "" : $", {Words.Of(Totals.Skipped)} skipped")
        + (Totals.FailedAttempts == 0 ? "" : $", {Words.Count(Totals.FailedAttempts, "failed run")}");

    /// <summary>The readings of all applications.</summary>
    /// <param name="status">What the controller says.</param>
    /// <param name="flow">What the gateway says.</param>
    /// <param name="before">Readings of a few seconds ago.</param>
    /// <param name="elapsed">The time since those.</param>
    public static IReadOnlyList<FlowReading> Of(
        ServeStatus status, GatewayStatus flow, IReadOnlyList<FlowReading> before, TimeSpan elapsed) =>
        [.. status.Applications.Select(a => Of(
            a, flow.Pipelines.FirstOrDefault(p => p.Application == a.Name) ?? NoPipeline,
            before.FirstOrDefault(r => r.Application == a.Name)?.Totals.RecordsIn, elapsed))];

    /// <summary>For where there is no screen.</summary>
    public override string ToString() =>
        $"{Application}: {Words.Of(Status)}, {Words.Count(Replicas, "replica")}; "
        + $"{Words.Of(Totals.RecordsIn)} in, {Words.Of(Totals.Results)} out, "
        + $"{Words.Count(Totals.DeadLetters, "dead letter")}{Exceptions}; {Words.Of(Rate)}/s, {Words.Of(InFlight)} in flight, "
        + $"lag {Words.OrUnknown(Lag)}{(Trouble is null ? "" : $"; {Trouble}")}";

    private static FlowReading Of(ApplicationDetails application, PipelineStatus pipeline, long? recordsBefore, TimeSpan elapsed)
    {
        var records = pipeline.Totals.RecordsIn - (recordsBefore ?? pipeline.Totals.RecordsIn);
        var lag = pipeline.Partitions.Any(p => p.Lag is not null) ? pipeline.Partitions.Sum(p => p.Lag ?? 0) : (long?)null;
        return new FlowReading(
            application.Name, application.Status,
            application.Deployments.Sum(d => d.Running),
            pipeline.Totals, elapsed > TimeSpan.Zero ? records / elapsed.TotalSeconds : 0,
            pipeline.Partitions.Sum(p => p.InFlight), lag,
            TroubleOf(application, pipeline) is { } trouble ? Printable.Line(trouble) : null);
    }

    private static string? TroubleOf(ApplicationDetails application, PipelineStatus pipeline)
    {
        if (pipeline.Partitions.FirstOrDefault(p => p.HaltedReason is not null) is { } halted)
            return $"partition {halted.Partition} stopped: {halted.HaltedReason}";

        var trouble = string.Join("; ", ((string?[])[application.Message, pipeline.Message]).Where(m => !string.IsNullOrEmpty(m)));
        return trouble.Length > 0 ? trouble : null;
    }
}
