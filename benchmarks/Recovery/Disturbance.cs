namespace ActorServe.Recovery;

/// <summary>What a fault did to the flow of results, from the steps after it. Pure.</summary>
/// <param name="Slow">
/// From the fault until results come as fast as they are fed: the end of a slow stretch that began within a second of the fault, zero where
/// none did. Later ones are the machine's. Null where it never ends.
/// </param>
/// <param name="Behind">From the fault until all that was fed meanwhile is answered too; null where it never is.</param>
internal sealed record Disturbance(TimeSpan? Slow, TimeSpan? Behind)
{
    /// <summary>Half a second: shorter ones are full of chance.</summary>
    private const int Window = 10;

    /// <summary>How soon the effect of a fault is seen.</summary>
    private const int Onset = 20;

    private const double Enough = 0.8;

    /// <summary>Reads the steps.</summary>
    /// <param name="counts">Results of each step.</param>
    /// <param name="fault">The step of the fault.</param>
    /// <param name="perStep">Records fed in one step.</param>
    public static Disturbance Of(int[] counts, int fault, double perStep) =>
        new(TimeOf(EndOfSlowness(counts, fault, perStep), fault), TimeOf(EndOfBacklog(counts, fault, perStep), fault));

    private static int? EndOfSlowness(int[] counts, int fault, double perStep)
    {
        var windows = Enumerable.Range(fault, Math.Max(0, counts.Length - fault - Window)).ToList();
        var begin = windows.Take(Onset).Where(IsSlow).Select(step => (int?)step).FirstOrDefault();
        return begin is null ? fault : windows.Where(step => step > begin && !IsSlow(step)).Select(step => (int?)step).FirstOrDefault();

        bool IsSlow(int step) => counts[step..(step + Window)].Average() < perStep * Enough;
    }

    private static int? EndOfBacklog(int[] counts, int fault, double perStep)
    {
        var (end, answered) = (fault, 0L);
        for (var step = fault; step < counts.Length; step++)
        {
            answered += counts[step];
            if (answered < (step + 1 - fault - Window) * perStep) end = step + 1;
        }

        return end + Window >= counts.Length ? null : end;
    }

    private static TimeSpan? TimeOf(int? end, int fault) => ResultTimes.Step * (end - fault);
}
