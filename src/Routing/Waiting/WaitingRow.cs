using ActorServe.Routing.InFlight;
using ActorServe.Shared.Protocol;

namespace ActorServe.Routing.Waiting;

/// <summary>A row that waits or is at a replica, with what the router must know of it.</summary>
/// <param name="Row">The row as it was submitted.</param>
/// <param name="Sink">Where its outcome goes.</param>
/// <param name="Lane">Where it waits, also when it comes back from a replica.</param>
/// <param name="Bytes">What it counts for; counted once.</param>
/// <param name="Deadline">When nobody wants its outcome any more, on the router's clock; <see cref="TimeSpan.MaxValue"/> is never.</param>
internal readonly record struct WaitingRow(InferRow Row, IRowSink Sink, Lane Lane, int Bytes, TimeSpan Deadline)
{
    /// <summary>Its sink asked for it while a replica held it: should the replica not answer it, the sink gets it back.</summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>Its replica was asked to give it back where no run has it.</summary>
    public bool IsAskedBack { get; init; }

    /// <summary>It may not be sent to a second replica once one may have started it.</summary>
    public bool RunsAtMostOnce { get; init; }

    /// <summary>This copy, at a suspect replica, is not the one that counts: that one waits, or is at another replica.</summary>
    public bool IsMoved { get; init; }

    /// <summary>Shared by all copies; null while there is one only.</summary>
    public RowClaim? Claim { get; init; }

    /// <summary>Another copy was the row's end.</summary>
    public bool HasEnded => Claim is { HasEnded: true };

    /// <summary>Whether anyone may stop waiting for it.</summary>
    public bool HasDeadline => Deadline != TimeSpan.MaxValue;

    /// <summary>True once for all copies of a row.</summary>
    public bool TryEnd() => Claim is null || Claim.TryEnd();
}
