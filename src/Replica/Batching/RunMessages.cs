using System.Collections.Immutable;
using ActorServe.Replica.Inference;
using ActorServe.Replica.Serving;
using ActorServe.Replica.Telemetry;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;

namespace ActorServe.Replica.Batching;

/// <summary>What all runs of a replica have in common.</summary>
/// <param name="Model">What runs.</param>
/// <param name="MaxBatchSize">Rows of one call of the model.</param>
/// <param name="Timeout">How long a run may take; null is without bound.</param>
/// <param name="Time">The clock.</param>
/// <param name="Stopping">Cancelled when the replica ends.</param>
internal sealed record RunSettings(IModel Model, int MaxBatchSize, TimeSpan? Timeout, TimeProvider Time, CancellationToken Stopping)
{
    /// <summary>How long a run that is over its time may still take to end; null is without bound.</summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>Whose runs they are, for the spans of those that are traced.</summary>
    public ReplicaId Replica { get; init; }

    /// <summary>Where runs are counted; null where they are not.</summary>
    public DeploymentMetrics? Metrics { get; init; }
}

/// <summary>A run came to its end, and another may start.</summary>
/// <param name="Run">Which one.</param>
/// <param name="Entries">The entries of its first rows, one each.</param>
/// <param name="Unstarted">The rows after those: the run had no time for them.</param>
/// <param name="Elapsed">How long the model took.</param>
/// <param name="Fault">What the model threw though it never should; null as a rule.</param>
internal sealed record RunFinished(
    ModelRun Run, ImmutableArray<RowEntry> Entries, ImmutableArray<AdmittedRow> Unstarted, TimeSpan Elapsed, Exception? Fault)
    : INoSerializationVerificationNeeded;

/// <summary>
/// A run takes longer than it may. Its rows have their entries here; the run itself cannot be ended and is on until
/// <see cref="RunFinished"/>, which has no entries then.
/// </summary>
internal sealed record RunOverdue(ModelRun Run, ImmutableArray<RowEntry> Entries, ImmutableArray<AdmittedRow> Unstarted)
    : INoSerializationVerificationNeeded;

/// <summary>A run that was overdue has not ended in its grace either. Its rows are answered; its place may never be free again.</summary>
internal sealed record RunStuck(ModelRun Run) : INoSerializationVerificationNeeded;

/// <summary>
/// A run threw beside its model: its rows have no entries and never will, and its place is never free again. It is made before the run,
/// because the reason may be that there is no memory.
/// </summary>
internal sealed class RunBroken : INoSerializationVerificationNeeded
{
    /// <summary>What it threw; set before it is told.</summary>
    public Exception? Cause { get; set; }
}
