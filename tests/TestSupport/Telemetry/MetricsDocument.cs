namespace ActorServe.TestSupport.Telemetry;

/// <summary>A metric: its name, kind and unit, and the names of its attributes in their order.</summary>
public sealed record MetricRow(string Name, string Kind, string Unit, string Attributes);

/// <summary>The tables of <c>docs/metrics.md</c>.</summary>
public static class MetricsDocument
{
    private const int Columns = 7;

    /// <summary>The metrics of a program, in the order of their names.</summary>
    public static IReadOnlyList<MetricRow> RowsOf(string program) =>
    [
        .. CellsOf(program).Select(cells => new MetricRow(cells[0], cells[2], cells[3], Sorted(cells[4])))
            .OrderBy(row => row.Name, StringComparer.Ordinal),
    ];

    /// <summary>The names of a program's metrics for Prometheus, in order.</summary>
    public static IReadOnlyList<string> PrometheusNamesOf(string program) =>
        [.. CellsOf(program).Select(cells => cells[1]).Order(StringComparer.Ordinal)];

    /// <summary>The names of our metrics that a scrape has, in order.</summary>
    public static async Task<IReadOnlyList<string>> ScrapeAsync(string url)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };
        var text = await http.GetStringAsync(new Uri(url + "/metrics"));
        var types = text.Split('\n').Where(line => line.StartsWith("# TYPE actorserve_", StringComparison.Ordinal));
        return [.. types.Select(line => line.Split(' ')[2]).Order(StringComparer.Ordinal)];
    }

    private static string Sorted(string words) =>
        string.Join(' ', words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));

    // Below the heading of the program, up to the next.
    private static IEnumerable<string[]> CellsOf(string program) => File.ReadLines(RepositoryFolder.File("docs/metrics.md"))
        .SkipWhile(line => line != $"## {program}").Skip(1)
        .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Where(line => line.StartsWith("| `actorserve.", StringComparison.Ordinal))
        .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim().Replace("`", "", StringComparison.Ordinal)).ToArray())
        .Select(cells => cells.Length == Columns
            ? cells
            : throw new InvalidOperationException($"{cells[0]} has {cells.Length} cells in docs/metrics.md."));
}
