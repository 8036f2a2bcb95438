using ActorServe.Shared.Protocol;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorServe.Cli.Serving;

/// <summary>The readings as a table, for a screen.</summary>
internal static class FlowTable
{
    /// <summary>Draws it.</summary>
    public static IRenderable Of(IReadOnlyList<FlowReading> readings)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns(
            "application", "status", "replicas", "in", "out", "dead letters", "records/s", "in flight", "lag");
        foreach (var number in Enumerable.Range(2, 7)) table.Columns[number].RightAligned();
        foreach (var r in readings)
        {
            table.AddRow(
                Markup.Escape(r.Application), $"[{ColourOf(r.Status)}]{Words.Of(r.Status)}[/]", Words.Of(r.Replicas), Words.Of(r.Totals.RecordsIn),
                Words.Of(r.Totals.Results), Words.Of(r.Totals.DeadLetters), Words.Of(r.Rate), Words.Of(r.InFlight),
                r.Lag is { } lag ? Words.Of(lag) : "");
        }

        var troubles = readings.Where(r => r.Trouble is not null).Select(r => new Markup($"[yellow]{Markup.Escape($"{r.Application}: {r.Trouble}")}[/]"));
        return new Rows([table, .. troubles]);
    }

    private static string ColourOf(ApplicationStatus status) => status switch
    {
        ApplicationStatus.Running => "green",
        ApplicationStatus.Deploying => "yellow",
        _ => "red",
    };
}
