namespace ActorServe.Cli.Timing;

/// <summary>How much time there is for something, from when this is made.</summary>
internal sealed class Deadline(TimeProvider time, TimeSpan most)
{
    private readonly long _since = time.GetTimestamp();

    /// <summary>The time that is used up.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_since);

    /// <summary>The time that is left; never less than none.</summary>
    public TimeSpan Left => Elapsed is var elapsed && elapsed < most ? most - elapsed : TimeSpan.Zero;

    /// <summary>There is none left.</summary>
    public bool IsOver => Elapsed >= most;

    /// <summary>Its length, for people.</summary>
    public string Text => $"{most.TotalSeconds:0.#} s";
}
