using System.Collections.Immutable;
using ActorServe.Cli.Tests.Inspecting;
using ActorServe.Cli.Top;
using FsCheck.Xunit;

namespace ActorServe.Cli.Tests.Top;

public sealed class TopScreenSpecs
{
    private static readonly TopNumbers Numbers = TopNumbers.Of(
        TopReading.Of(ServingAnswer.Of(), ServingAnswer.Cluster),
        TopReading.Of(
            ServingAnswer.Of(rows: 64, batches: 2, runTimeUs: 800, recordsIn: 64, results: 64, halted: "bad input"), ServingAnswer.Cluster),
        TimeSpan.FromSeconds(1));

    [Property]
    public void A_screen_has_as_many_lines_as_it_is_high_and_none_wider_than_it_is(
        byte width, byte height, byte applications, byte partitions)
    {
        var (wide, high) = (width % 220 + 1, height % 70 + 2);

        var lines = TopScreen.Lines(ViewOf(applications, partitions), new TopChoice(), wide, high);

        Assert.Equal(high, lines.Count);
        Assert.All(lines, line => Assert.InRange(line.Text.Length, 0, wide));
    }

    [Fact]
    public void Eighty_by_twenty_four_has_every_table()
    {
        var text = Text(ViewOf(1, 40), new TopChoice(), 80, 24);

        foreach (var head in (string[])["NODE", "APPLICATION", "DEPLOYMENT", "PARTITION"])
            Assert.Contains(head, text, StringComparison.Ordinal);
        Assert.Contains("classifier 1/1", text, StringComparison.Ordinal);
        Assert.Matches(@"1-\d+ of 40\n", text);
        Assert.Contains("q quit", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_is_room_every_column_is_there()
    {
        var text = Text(ViewOf(1, 2), new TopChoice(), 200, 50);

        foreach (var head in (string[])
        [
            "MEMORY", "P50 MS", "P95 MS", "P99 MS", "DEAD/S", "MS/BATCH", "HEALTH", "COMMIT/S", "GATEWAY", "WHY",
        ])
            Assert.Contains(head, text, StringComparison.Ordinal);
        Assert.Contains("bad input", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_row_that_is_chosen_is_always_seen()
    {
        var view = ViewOf(1, 200);
        var choice = Pressed(view, ConsoleKey.Tab, ConsoleKey.Tab, ConsoleKey.End);

        Assert.Matches(@"\n> +199 ", Text(view, choice, 80, 24));
    }

    [Fact]
    public void Another_application_is_chosen_by_arrows()
    {
        var view = ViewOf(3, 2);

        Assert.Equal("digits-1", view.Chosen(Pressed(view, ConsoleKey.DownArrow))!.Name);
        Assert.Equal("digits-2", view.Chosen(Pressed(view, ConsoleKey.DownArrow, ConsoleKey.DownArrow, ConsoleKey.DownArrow))!.Name);
        Assert.Equal("digits-0", view.Chosen(Pressed(view, ConsoleKey.UpArrow))!.Name);
    }

    [Fact]
    public void Keys_pause_turn_and_end()
    {
        var view = ViewOf(1, 2);

        Assert.True(Pressed(view, ConsoleKey.P).IsPaused);
        Assert.False(Pressed(view, ConsoleKey.P, ConsoleKey.P).IsPaused);
        Assert.Equal(TopTable.Nodes, Pressed(view, ConsoleKey.Tab, ConsoleKey.Tab, ConsoleKey.Tab).Table);
        Assert.True(Pressed(view, ConsoleKey.Q).IsOver);
    }

    [Fact]
    public void A_seed_that_is_away_is_told_under_the_last_numbers()
    {
        var text = Text(ViewOf(1, 2) with { Trouble = "http://10.0.0.1:8265/ does not answer" }, new TopChoice(), 80, 24);

        Assert.EndsWith("does not answer", text, StringComparison.Ordinal);
        Assert.Contains("classifier 1/1", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Control_characters_of_others_do_not_reach_the_terminal()
    {
        var view = ViewOf(1, 2);
        var application = view.Numbers.Applications[0] with { Message = "\u001b[2Jgone\u0007" };

        var text = Text(view with { Numbers = view.Numbers with { Applications = [application] } }, new TopChoice(), 200, 24);

        Assert.Contains(" [2Jgone", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
    }

    private static TopView ViewOf(int applications, int partitions)
    {
        var one = Numbers.Applications[0];
        ImmutableArray<TopPartition> many = [.. Enumerable.Range(0, partitions).Select(n => one.Partitions[1] with { Partition = n })];
        ImmutableArray<TopApplication> all =
        [
            .. Enumerable.Range(0, applications).Select(n => one with { Name = $"digits-{n}", Partitions = many }),
        ];
        return new TopView(Numbers with { Applications = all }, "10.0.0.1:8265", 7, TimeSpan.FromSeconds(1), "");
    }

    private static TopChoice Pressed(TopView view, params ConsoleKey[] keys) => keys.Aggregate(
        new TopChoice(),
        (choice, key) => choice.Press(new ConsoleKeyInfo('\0', key, false, false, false), view.RowsIn(choice.Table, choice)));

    private static string Text(TopView view, TopChoice choice, int width, int height) =>
        string.Join('\n', TopScreen.Lines(view, choice, width, height).Select(line => line.Text.TrimEnd()));
}
