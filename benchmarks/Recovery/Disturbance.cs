namespace ActorServe.Recovery;

/// <summary>What a fault did to the flow of results, from the steps after it. Pure.</summary>
/// <param name="Slow">From the fault until results come as fast as they are fed, and go on so; null where they never do.</param>
/// <param name="Behind">From the fault until all that was fed meanwhile is answered too; null where it never is.</param>
internal sealed record Disturbance(TimeSpan? Slow, TimeSpan? Behind)
{
    /// <summary>Half a second: shorter ones are full of chance.</summary>
    private const int Window = 10;

    private const double Enough = 0.8;

    /// <summary>Reads the steps.</summary>
    /// <param name="counts">Results of each step.</param>
    /// <param name="fault">The step of the fault.</param>
    /// <param name="perStep">Records fed in one step.</param>
    public static Disturbance Of(int[] counts, int fault, double perStep)
    {
        var (slowEnd, behindEnd, answered) = (fault, fault, 0L);
        for (var step = fault; step < counts.Length; step++)
        {
            answered += counts[step];
            if (answered < (step + 1 - fault) * perStep - (Window * perStep)) behindEnd = step + 1;
            if (step >= fault + Window && counts[(step - Window)..step].Average() < perStep * Enough) slowEnd = step;
        }

        return new Disturbance(TimeOf(slowEnd), TimeOf(behindEnd));

        TimeSpan? TimeOf(int end) => end + Window >= counts.Length ? null : ResultTimes.Step * (end - fault);
    }
}
