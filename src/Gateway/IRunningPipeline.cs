using System.Collections.Immutable;
using Akka.Streams;

namespace ActorServe.Gateway;

/// <summary>One run of an application's pipeline, from any thread.</summary>
internal interface IRunningPipeline
{
    /// <summary>Completes when everything is drained, committed and closed; fails where a part failed, once all parts have ended.</summary>
    Task Completion { get; }

    /// <summary>Reads nothing more, finishes what was read, then completes. Without bound.</summary>
    void Drain();

    /// <summary>Commits what is finished, gives up the rest, and completes.</summary>
    void Stop();

    /// <summary>Where it is now.</summary>
    PipelineReading Read();
}

/// <summary>The numbers of one run.</summary>
/// <param name="Partitions">The partitions that this process owns; those that halted, once it has ended.</param>
/// <param name="Totals">What it did.</param>
internal sealed record PipelineReading(ImmutableArray<PartitionFlow> Partitions, PipelineTotals Totals)
{
    /// <summary>How it fares at its broker.</summary>
    public ReadingStatus Reading { get; init; } = ReadingStatus.NotKnown.Instance;

    /// <summary>Of a pipeline that has done nothing.</summary>
    public static PipelineReading None { get; } = new([], new PipelineTotals());
}

/// <summary>Does what must be done before a run, off any actor's thread; throws where it cannot run.</summary>
internal delegate Task<RunPipeline> PreparePipeline(CancellationToken cancellation);

/// <summary>Starts a run. Never blocks; throws where the configuration is wrong.</summary>
internal delegate IRunningPipeline RunPipeline(IMaterializer materializer);
