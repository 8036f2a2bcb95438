namespace ActorServe.Gateway;

/// <summary>
/// How long a pipeline that failed waits until it is rebuilt: 1 s, doubling up to 30 s, from the start again after a healthy minute.
/// </summary>
/// <param name="Failures">In a row.</param>
internal readonly record struct RestartBackoff(int Failures)
{
    /// <summary>A run of this length ends a row of failures.</summary>
    public static readonly TimeSpan HealthyAfter = TimeSpan.FromMinutes(1);

    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>One more failure.</summary>
    public RestartBackoff Next => new(Failures + 1);

    /// <summary>The wait now.</summary>
    public TimeSpan Delay => TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, Math.Pow(2, Math.Clamp(Failures - 1, 0, 10))));
}
