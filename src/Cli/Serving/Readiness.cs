using System.Collections.Immutable;
using ActorServe.Gateway;
using ActorServe.Shared.Protocol;

namespace ActorServe.Cli.Serving;

/// <summary>How far the applications are on their way to serving.</summary>
/// <param name="IsReady">All of them serve.</param>
/// <param name="Failures">Those that cannot, and why; they will not without another file, model or topic.</param>
/// <param name="Waits">Those that do not serve yet, and what they wait for.</param>
internal sealed record Readiness(bool IsReady, ImmutableArray<string> Failures, ImmutableArray<string> Waits)
{
    /// <summary>Reads it from what controller and gateway say.</summary>
    public static Readiness Of(ServeStatus status, GatewayStatus flow)
    {
        var failures = status.Applications.Where(a => a.Status == ApplicationStatus.DeployFailed).Select(a => $"{a.Name}: {a.Message}")
            .Concat(flow.Pipelines.Where(p => p.State == PipelineState.Failed).Select(p => $"{p.Application}: {p.Message}"));
        var waits = status.Applications.Where(a => a.Status is not (ApplicationStatus.Running or ApplicationStatus.DeployFailed))
            .Select(a => $"{a.Name}: {Words.Of(a.Status)}: {a.Message}")
            .Concat(flow.Pipelines.Where(p => p.State is PipelineState.Starting or PipelineState.BackingOff).Select(WaitOf));
        var result = new Readiness(false, [.. failures], [.. waits]);
        return result with { IsReady = status.Applications.Length > 0 && result.Failures.IsEmpty && result.Waits.IsEmpty };
    }

    private static string WaitOf(PipelineStatus pipeline) => pipeline.State == PipelineState.BackingOff
        ? $"{pipeline.Application}: Kafka: {pipeline.Message}"
        : $"{pipeline.Application}: checking topics";
}
