namespace ActorServe.Shared.Programs.State;

/// <summary>
/// How long a <see cref="StateFile"/> that could not be written waits for the next try: twice as long after each failure, up to a limit.
/// </summary>
/// <param name="First">After the first failure.</param>
/// <param name="Longest">The limit.</param>
public sealed record RewriteWait(TimeSpan First, TimeSpan Longest)
{
    /// <summary>From 1 s to 30 s.</summary>
    public static RewriteWait Default { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    /// <summary>The wait after so many failures in a row.</summary>
    public TimeSpan After(int failures)
    {
        var wait = First;
        for (var failure = 1; failure < failures && wait < Longest; failure++) wait *= 2;
        return wait < Longest ? wait : Longest;
    }
}
