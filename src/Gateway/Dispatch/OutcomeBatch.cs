using System.Collections.Immutable;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Dispatch;

/// <summary>Rows with their final outcome, in the order that the application asks for.</summary>
internal sealed record OutcomeBatch(ImmutableArray<FlightOutcome> Outcomes);

/// <summary>What becomes of a row in the end.</summary>
internal enum OutcomeKind : byte
{
    /// <summary>Its outputs go to the output topic.</summary>
    Completed,

    /// <summary>It goes to the dead-letter topic.</summary>
    DeadLetter,

    /// <summary>It is left out, as the application asked.</summary>
    Skipped,

    /// <summary>Its partition stops before it.</summary>
    Halted,
}

/// <summary>The final outcome of one row.</summary>
/// <param name="Row">The row, at its last attempt.</param>
/// <param name="Kind">What becomes of it.</param>
/// <param name="Entry">Its outputs, or why it failed.</param>
/// <param name="Model">What ran it; null where nothing did.</param>
internal readonly record struct FlightOutcome(InferRow Row, OutcomeKind Kind, RowEntry Entry, ModelVersion? Model);
