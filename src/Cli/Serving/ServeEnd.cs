using ActorServe.Gateway;

namespace ActorServe.Cli.Serving;

/// <summary>How serving ended. Pure.</summary>
/// <param name="ExitCode">For scripts.</param>
/// <param name="Lines">For people: whether everything was done, and what was not.</param>
internal sealed record ServeEnd(int ExitCode, IReadOnlyList<string> Lines)
{
    /// <summary>Reads it from what the gateway said when it had drained; null where it did not say anything any more.</summary>
    public static ServeEnd Of(GatewayStatus? drained)
    {
        if (drained is null)
            return new ServeEnd(ExitCodes.NotDrained, ["stopped, and not everything was done: the drain did not end in time"]);

        var givenUp = drained.Pipelines.Where(p => p.State == PipelineState.GivenUp).Select(p => $"{p.Application}: {p.Message}").ToList();
        var halted = drained.Pipelines.SelectMany(HaltedOf).ToList();
        if (givenUp.Count > 0) return new ServeEnd(ExitCodes.NotDrained, [.. givenUp, .. halted, "stopped, and not everything was done"]);

        return halted.Count > 0
            ? new ServeEnd(ExitCodes.Halted, [.. halted, "stopped; what stands still waits for a person"])
            : new ServeEnd(ExitCodes.Ok, ["stopped"]);
    }

    private static IEnumerable<string> HaltedOf(PipelineStatus pipeline) => pipeline.Partitions.Where(p => p.HaltedReason is not null)
        .Select(p => $"{pipeline.Application}: partition {p.Partition} stood still: {p.HaltedReason}");
}
