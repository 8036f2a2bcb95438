namespace ActorServe.Cli.Top;

/// <summary>How fast counters went between two looks at them.</summary>
internal static class CounterRate
{
    /// <summary>So many a second; null where that is not known: at the first look, and where a counter began anew.</summary>
    /// <param name="before">The counter then; null where it was not there.</param>
    /// <param name="now">The counter now; null where it is not there.</param>
    /// <param name="elapsed">The time between.</param>
    public static double? Of(long? before, long? now, TimeSpan elapsed) =>
        before is { } first && now is { } last && last >= first && elapsed > TimeSpan.Zero ? (last - first) / elapsed.TotalSeconds : null;

    /// <summary>One change for each of another: rows a batch, time a batch. Null where nothing of the other was done.</summary>
    public static double? Ratio(double? of, double? by) => of is { } some && by is > 0 and var each ? some / each : null;

    /// <summary>All that are known together; null where none is.</summary>
    public static double? Sum(IEnumerable<double?> rates) =>
        rates.Where(rate => rate is not null).Aggregate((double?)null, (sum, rate) => (sum ?? 0) + rate);
}
