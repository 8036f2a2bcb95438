namespace ActorServe.Shared.Programs.Extensions;

/// <summary>A part of a program that may be beside it, in an assembly of a fixed name.</summary>
/// <param name="Part">The part; null where it is not there or cannot be used.</param>
/// <param name="Problem">
/// Why it is there and cannot be used, for whoever asks from afar: it has no path, and words of ours alone. Null where it can be used,
/// or is not there.
/// </param>
/// <param name="Cause">The same for the program's log, with the file's path and what was thrown; null where no more is known.</param>
public sealed record Extension<T>(T? Part, string? Problem, string? Cause = null)
    where T : class;
