using System.Globalization;
using ActorServe.Cli.Serving;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorServe.Cli.Demo;

/// <summary>A demo's numbers, as a line, a table and a summary.</summary>
internal static class DemoView
{
    private static readonly string RecentSpan = $"the last {RecentAnswers.Seconds} s";

    /// <summary>For where there is no screen.</summary>
    /// <param name="numbers">What is known of the records.</param>
    /// <param name="readings">The application's reading; none where the machine is too busy to say.</param>
    public static string Line(DemoNumbers numbers, IReadOnlyList<FlowReading> readings) =>
        $"{Words.Of(numbers.Sent)} in, {Words.Of(numbers.Received)} out; {Flow(Only(readings))}; {Answers(numbers)}";

    /// <summary>For a screen.</summary>
    /// <param name="numbers">What is known of the records.</param>
    /// <param name="readings">The application's reading; none where the machine is too busy to say.</param>
    public static IRenderable Table(DemoNumbers numbers, IReadOnlyList<FlowReading> readings)
    {
        var flow = Only(readings);
        var recent = numbers.Recent;
        var grid = new Grid().AddColumn().AddColumn(new GridColumn().RightAligned()).AddColumn().AddColumn(new GridColumn().RightAligned());
        grid.AddRow("records in", $"[bold]{Words.Of(numbers.Sent)}[/]", "records/s", $"[bold]{Words.OrUnknown(flow?.Rate)}[/]");
        grid.AddRow("results out", $"[bold]{Words.Of(numbers.Received)}[/]", "in flight", Words.OrUnknown(flow?.InFlight));
        grid.AddRow("on their way", Words.Of(numbers.Missing), "lag", Words.OrUnknown(flow?.Lag));
        grid.AddRow("right", OfSome(recent, Percent(recent.Accuracy)), "p50", OfSome(recent, Milliseconds(recent.P50)));
        grid.AddRow("replicas", Words.OrUnknown(flow?.Replicas), "p95", OfSome(recent, Milliseconds(recent.P95)));
        grid.AddRow("dead letters", Words.OrUnknown(flow?.Totals.DeadLetters), "p99", OfSome(recent, Milliseconds(recent.P99)));
        var panel = new Panel(grid).Header($"digits.requests [green]->[/] digits.results; right and p… of {RecentSpan}").RoundedBorder();
        return flow?.Trouble is { } trouble ? new Rows(panel, new Markup($"[yellow]{Markup.Escape(trouble)}[/]")) : panel;
    }

    /// <summary>What is said at the end, of the whole run.</summary>
    public static IEnumerable<string> Summary(DemoNumbers numbers, TimeSpan elapsed) =>
    [
        $"records in    {Words.Of(numbers.Sent)} in {elapsed.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture)} s",
        $"results out   {Words.Of(numbers.Received)}, missing {Words.Of(numbers.Missing)}, twice {Words.Of(numbers.Twice)}, "
            + $"not as the model says {Words.Of(numbers.Unexpected)}",
        .. numbers.DeadLetters == 0 ? (string[])[] : [$"dead letters  {Words.Of(numbers.DeadLetters)}"],
        .. numbers.Received == 0
            ? (string[])["no answers"]
            : [
                $"right         {Percent(numbers.Answers.Accuracy)} of the digits",
                $"latency       p50 {Milliseconds(numbers.Answers.P50)}, p95 {Milliseconds(numbers.Answers.P95)}, "
                    + $"p99 {Milliseconds(numbers.Answers.P99)}",
            ],
    ];

    private static FlowReading? Only(IReadOnlyList<FlowReading> readings) => readings is [var only, ..] ? only : null;

    private static string Flow(FlowReading? flow) => flow is null
        ? "rate, records in flight and lag unknown"
        : $"{Words.Of(flow.Rate)}/s, {Words.Of(flow.InFlight)} in flight, lag {Words.OrUnknown(flow.Lag)}";

    // Without an answer, 0 % right and 0 ms would be claims.
    private static string Answers(DemoNumbers numbers)
    {
        if (numbers.Received == 0) return "no answers yet";
        if (numbers.Recent.Count == 0) return $"no answers in {RecentSpan}";

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{numbers.Recent.Accuracy:P1} right; "
            + $"p50 {numbers.Recent.P50:F1} ms, p95 {numbers.Recent.P95:F1} ms, p99 {numbers.Recent.P99:F1} ms");
    }

    private static string OfSome(AnswerNumbers answers, string text) => answers.Count == 0 ? "-" : text;

    private static string Percent(double share) => share.ToString("P2", CultureInfo.InvariantCulture);

    private static string Milliseconds(double number) => number.ToString("F1", CultureInfo.InvariantCulture) + " ms";
}
