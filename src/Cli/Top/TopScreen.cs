using ActorServe.Cli.Serving;

namespace ActorServe.Cli.Top;

/// <summary>What there is to show.</summary>
/// <param name="Numbers">The numbers.</param>
/// <param name="Address">The seed that told them.</param>
/// <param name="Version">The number of the targets.</param>
/// <param name="Interval">How often they are asked for.</param>
/// <param name="Trouble">Why they are older than that; empty where they are not.</param>
internal sealed record TopView(TopNumbers Numbers, string Address, long Version, TimeSpan Interval, string Trouble)
{
    /// <summary>The application whose replicas and partitions are shown; null where there is none.</summary>
    public TopApplication? Chosen(TopChoice choice) =>
        Numbers.Applications.IsEmpty ? null : Numbers.Applications[choice.RowIn(TopTable.Applications, Numbers.Applications.Length)];

    /// <summary>How many rows a table has.</summary>
    public int RowsIn(TopTable table, TopChoice choice) => table switch
    {
        TopTable.Nodes => Numbers.Nodes.Length,
        TopTable.Applications => Numbers.Applications.Length,
        TopTable.Replicas => Chosen(choice) is { } application ? ReplicaRow.Of(application).Count : 0,
        _ => Chosen(choice)?.Partitions.Length ?? 0,
    };
}

/// <summary>The screen: four tables below each other that share its lines. Pure: as many lines as it is high, none wider.</summary>
internal static class TopScreen
{
    private const int Tables = 4;
    private const int TopAndBottom = 2;

    /// <summary>From so many lines on there is one between two tables.</summary>
    private const int Airy = 30;

    private const string Keys = "q quit   tab next table   up/down choose   p pause";

    /// <summary>Draws it.</summary>
    public static IReadOnlyList<ScreenLine> Lines(TopView view, TopChoice choice, int width, int height)
    {
        var isAiry = height >= Airy;
        var room = Math.Max(0, height - TopAndBottom - Tables - (isAiry ? Tables - 1 : 0));
        var given = TopRoom.Share(room, [.. Enum.GetValues<TopTable>().Select(table => view.RowsIn(table, choice))]);
        var chosen = view.Chosen(choice);
        List<ScreenLine> lines = [Head(view, choice)];
        lines.AddRange(Table(TopTables.Nodes, view.Numbers.Nodes, TopTable.Nodes));
        lines.AddRange(Table(TopTables.Applications, view.Numbers.Applications, TopTable.Applications));
        lines.AddRange(Table(TopTables.Replicas, chosen is null ? [] : ReplicaRow.Of(chosen), TopTable.Replicas));
        lines.AddRange(Table(TopTables.Partitions, chosen?.Partitions ?? [], TopTable.Partitions));
        while (lines.Count < height - 1) lines.Add(ScreenLine.Empty);
        return [.. lines.Take(height - 1).Append(Foot(view)).Select(line => line.Cut(width))];

        IEnumerable<ScreenLine> Table<T>(IReadOnlyList<TopColumn<T>> columns, IReadOnlyList<T> rows, TopTable table)
        {
            var shown = new Shown<T>(columns, rows, given[(int)table], choice.RowIn(table, rows.Count), choice.Table == table);
            return shown.Lines(width, isAiry && table > TopTable.Nodes);
        }
    }

    private static ScreenLine Head(TopView view, TopChoice choice)
    {
        var line = ScreenLine.Empty.Add("actorserve top", "bold").Add($"  {view.Address}  targets {view.Version}");
        return choice.IsPaused ? line.Add("  PAUSED", "bold yellow") : line.Add($"  every {view.Interval.TotalSeconds:0.#} s");
    }

    private static ScreenLine Foot(TopView view) =>
        view.Trouble.Length > 0 ? ScreenLine.Empty.Add(view.Trouble, "red") : ScreenLine.Empty.Add(Keys, "dim");

    /// <summary>What of a table fits.</summary>
    private sealed record Shown<T>(IReadOnlyList<TopColumn<T>> Columns, IReadOnlyList<T> Rows, int Room, int Row, bool IsFocused)
    {
        /// <summary>The row that is chosen is always among them.</summary>
        private int First => Math.Clamp(Row - Room + 1, 0, Math.Max(0, Rows.Count - Room));

        public IEnumerable<ScreenLine> Lines(int width, bool isApart)
        {
            if (isApart) yield return ScreenLine.Empty;

            var columns = new TopColumns<T>(Columns, Rows, width - 1);
            var style = IsFocused ? "bold invert" : "bold";
            var head = ScreenLine.Empty.Add(" ", style).Concat(columns.Head(style)).Fill(width, style);
            var more = Rows.Count > Room ? $" {Words.Of(First + 1)}-{Words.Of(First + Room)} of {Words.Of(Rows.Count)}" : "";
            yield return more.Length > 0 && more.Length < width ? head.Cut(width - more.Length).Add(more, style) : head;

            for (var row = First; row < First + Room && row < Rows.Count; row++)
            {
                var isChosen = row == Row && IsFocused;
                var line = ScreenLine.Empty.Add(row == Row ? ">" : " ").Concat(columns.Row(Rows[row], isChosen ? "invert" : ""));
                yield return isChosen ? line.Fill(width, "invert") : line;
            }
        }
    }
}
