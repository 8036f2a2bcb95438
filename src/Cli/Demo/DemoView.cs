using System.Globalization;
using ActorServe.Cli.Serving;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorServe.Cli.Demo;

/// <summary>A demo's numbers, as a line, a table and a summary.</summary>
internal static class DemoView
{
    /// <summary>For where there is no screen.</summary>
    public static string Line(DemoNumbers numbers, FlowReading? flow) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Words.Of(numbers.Sent)} in, {Words.Of(numbers.Received)} out; {Words.Of(flow?.Rate ?? 0)}/s, {Words.Of(flow?.InFlight ?? 0)} in flight, "
        + $"lag {Words.Of(flow?.Lag ?? 0)}; {Answers(numbers)}");

    /// <summary>For a screen.</summary>
    public static IRenderable Table(DemoNumbers numbers, FlowReading? flow)
    {
        var grid = new Grid().AddColumn().AddColumn(new GridColumn().RightAligned()).AddColumn().AddColumn(new GridColumn().RightAligned());
        grid.AddRow("records in", $"[bold]{Words.Of(numbers.Sent)}[/]", "records/s", $"[bold]{Words.Of(flow?.Rate ?? 0)}[/]");
        grid.AddRow("results out", $"[bold]{Words.Of(numbers.Received)}[/]", "in flight", Words.Of(flow?.InFlight ?? 0));
        grid.AddRow("on their way", Words.Of(numbers.Missing), "lag", Words.Of(flow?.Lag ?? 0));
        grid.AddRow("right", Percent(numbers.Accuracy), "p50", Milliseconds(numbers.P50));
        grid.AddRow("replicas", Words.Of(flow?.Replicas ?? 0), "p95", Milliseconds(numbers.P95));
        grid.AddRow("dead letters", Words.Of(flow?.Totals.DeadLetters ?? 0), "p99", Milliseconds(numbers.P99));
        var panel = new Panel(grid).Header("digits.requests [green]->[/] digits.results").RoundedBorder();
        return flow?.Trouble is { } trouble ? new Rows(panel, new Markup($"[yellow]{Markup.Escape(trouble)}[/]")) : panel;
    }

    /// <summary>What is said at the end.</summary>
    public static IEnumerable<string> Summary(DemoNumbers numbers, TimeSpan elapsed) =>
    [
        $"records in    {Words.Of(numbers.Sent)} in {elapsed.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture)} s",
        $"results out   {Words.Of(numbers.Received)}, missing {Words.Of(numbers.Missing)}, twice {Words.Of(numbers.Twice)}, "
            + $"not as the model says {Words.Of(numbers.Unexpected)}",
        .. numbers.DeadLetters == 0 ? (string[])[] : [$"dead letters  {Words.Of(numbers.DeadLetters)}"],
        .. numbers.Received == 0
            ? (string[])["no answers"]
            : [
                $"right         {Percent(numbers.Accuracy)} of the digits",
                $"latency       p50 {Milliseconds(numbers.P50)}, p95 {Milliseconds(numbers.P95)}, p99 {Milliseconds(numbers.P99)}",
            ],
    ];

    // Without an answer, 0 % right and 0 ms would be claims.
    private static string Answers(DemoNumbers numbers) => numbers.Received == 0 ? "no answers yet" : string.Create(
        CultureInfo.InvariantCulture,
        $"{numbers.Accuracy:P1} right; p50 {numbers.P50:F1} ms, p95 {numbers.P95:F1} ms, p99 {numbers.P99:F1} ms");

    private static string Percent(double share) => share.ToString("P2", CultureInfo.InvariantCulture);

    private static string Milliseconds(double number) => number.ToString("F1", CultureInfo.InvariantCulture) + " ms";
}
