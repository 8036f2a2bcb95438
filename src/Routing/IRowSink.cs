using System.Collections.Immutable;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Routing;

/// <summary>
/// Where the outcomes of rows go: a flight table, a request over HTTP, a handle. Called on the router's thread: never blocks, never throws.
/// </summary>
public interface IRowSink
{
    /// <summary>
    /// These rows have their outcome: completed or failed, never rejected. Each row that was submitted comes once, here or in
    /// <see cref="Withdrawn"/>.
    /// </summary>
    void Settled(ImmutableArray<RowOutcome> outcomes);

    /// <summary>
    /// These rows were asked back, by <see cref="RouterProtocol.Withdraw"/> or <see cref="RouterProtocol.WithdrawRow"/>, and have no
    /// outcome: no replica had them, or one that had them rejected them or was lost.
    /// </summary>
    void Withdrawn(ImmutableArray<InferRow> rows);
}

/// <summary>The outcome of one row.</summary>
/// <param name="Row">The row as it was submitted.</param>
/// <param name="Entry">Completed or failed.</param>
/// <param name="Model">What ran it; null where no replica did (<see cref="FailureKind.Overload"/>).</param>
public readonly record struct RowOutcome(InferRow Row, RowEntry Entry, ModelVersion? Model);
