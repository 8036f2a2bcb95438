namespace ActorServe.Shared.Programs.Extensions;

/// <summary>A part of a program that may be beside it, in an assembly of a fixed name.</summary>
/// <param name="Part">The part; null where it is not there or cannot be used.</param>
/// <param name="Problem">Why it is there and cannot be used, for a person; null where it can, or is not there.</param>
public sealed record Extension<T>(T? Part, string? Problem)
    where T : class;
