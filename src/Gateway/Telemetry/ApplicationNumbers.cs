using System.Collections.Immutable;
using ActorServe.Routing;

namespace ActorServe.Gateway.Telemetry;

/// <summary>One application of a gateway as of the last look, with sums since the process started. Pure.</summary>
/// <param name="Name">The application's.</param>
internal sealed record ApplicationNumbers(string Name)
{
    /// <summary>What its pipelines did, one after another: unlike a pipeline's own, these sums never fall.</summary>
    public PipelineTotals Totals { get; private init; } = new();

    /// <summary>How often a pipeline of it was rebuilt.</summary>
    public long Restarts { get; private init; }

    /// <summary>It had a pipeline at some time: its sums are told on when it has none any more.</summary>
    public bool HadPipeline { get; private init; }

    /// <summary>Whether its pipeline does all that it should; null where it has none.</summary>
    public bool? IsReady { get; private init; }

    /// <summary>Whether no broker answers its pipeline; null where none runs, or that is not known.</summary>
    public bool? IsBrokerAway { get; private init; }

    /// <summary>Its partitions that this gateway has.</summary>
    public ImmutableArray<PartitionNumbers> Partitions { get; private init; } = [];

    /// <summary>The rows of its router; null where it has none.</summary>
    public RouterStatus? Router { get; private init; }

    private PipelineTotals LastTotals { get; init; } = new();

    private int LastRestarts { get; init; }

    /// <summary>The application at another look.</summary>
    /// <param name="pipeline">Its pipeline; null where it has none.</param>
    /// <param name="router">Its router's numbers; null where it has none, or has not told them yet.</param>
    /// <param name="now">The time of this look.</param>
    public ApplicationNumbers See(PipelineStatus? pipeline, RouterStatus? router, TimeSpan now)
    {
        var seen = this with { Router = router };
        if (pipeline is null)
            return seen with { IsReady = null, IsBrokerAway = null, Partitions = [], LastTotals = new PipelineTotals(), LastRestarts = 0 };

        var before = Partitions.ToDictionary(p => p.Flow.Partition);
        return seen with
        {
            HadPipeline = true,
            IsReady = pipeline.IsReady,
            IsBrokerAway = pipeline.IsBrokerAway,
            Totals = Totals + Since(LastTotals, pipeline.Totals),
            Restarts = Restarts + (pipeline.Restarts >= LastRestarts ? pipeline.Restarts - LastRestarts : pipeline.Restarts),
            LastTotals = pipeline.Totals,
            LastRestarts = pipeline.Restarts,
            Partitions = [.. pipeline.Partitions.Select(flow =>
                PartitionNumbers.See(flow, before.TryGetValue(flow.Partition, out var last) ? last : null, now))],
        };
    }

    // An application that is started anew counts from zero.
    private static PipelineTotals Since(PipelineTotals last, PipelineTotals now) =>
        IsAnew(last, now) || now.Durations.Since(last.Durations) is not { } durations ? now : new PipelineTotals(
            now.RecordsIn - last.RecordsIn,
            now.Results - last.Results,
            now.DeadLetters - last.DeadLetters,
            now.Skipped - last.Skipped,
            now.FailedAttempts - last.FailedAttempts)
        {
            Durations = durations,
        };

    private static bool IsAnew(PipelineTotals last, PipelineTotals now) =>
        now.RecordsIn < last.RecordsIn || now.Results < last.Results || now.DeadLetters < last.DeadLetters
        || now.Skipped < last.Skipped || now.FailedAttempts < last.FailedAttempts;
}
