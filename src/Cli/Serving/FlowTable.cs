using ActorServe.Shared.Protocol;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorServe.Cli.Serving;

/// <summary>The readings as a table, for a screen.</summary>
internal static class FlowTable
{
    private static readonly Column[] Numbers =
    [
        new("replicas", r => Words.Of(r.Replicas)),
        new("in", r => Words.Of(r.Totals.RecordsIn)),
        new("out", r => Words.Of(r.Totals.Results)),
        new("dead letters", r => Words.Of(r.Totals.DeadLetters)),
        new("skipped", r => Words.Of(r.Totals.Skipped), IsShown: r => r.Totals.Skipped > 0),
        new("failed runs", r => Words.Of(r.Totals.FailedAttempts), IsShown: r => r.Totals.FailedAttempts > 0),
        new("records/s", r => Words.Of(r.Rate)),
        new("in flight", r => Words.Of(r.InFlight)),
        new("lag", r => Words.OrUnknown(r.Lag)),
    ];

    /// <summary>Draws it.</summary>
    public static IRenderable Of(IReadOnlyList<FlowReading> readings)
    {
        var numbers = Numbers.Where(n => n.IsShown is null || readings.Any(n.IsShown)).ToList();
        var table = new Table().Border(TableBorder.Rounded).AddColumns("application", "status");
        foreach (var number in numbers) table.AddColumn(new TableColumn(number.Name).RightAligned());
        foreach (var r in readings)
        {
            table.AddRow(
                [Markup.Escape(r.Application), $"[{ColourOf(r.Status)}]{Words.Of(r.Status)}[/]", .. numbers.Select(n => n.Text(r))]);
        }

        var troubles = readings.Where(r => r.Trouble is not null)
            .Select(r => new Markup($"[yellow]{Markup.Escape($"{r.Application}: {r.Trouble}")}[/]"));
        return new Rows([table, .. troubles]);
    }

    private static string ColourOf(ApplicationStatus status) => status switch
    {
        ApplicationStatus.Running => "green",
        ApplicationStatus.Deploying => "yellow",
        _ => "red",
    };

    /// <summary>A number of each application, shown where one of them has something to show.</summary>
    private sealed record Column(string Name, Func<FlowReading, string> Text, Func<FlowReading, bool>? IsShown = null);
}
