using System.Collections.Immutable;

namespace ActorServe.Cli.Top;

/// <summary>A column of a table of <typeparamref name="T"/>.</summary>
/// <param name="Name">Its head.</param>
/// <param name="Cell">What a row has there.</param>
internal sealed record TopColumn<T>(string Name, Func<T, string> Cell)
{
    /// <summary>Numbers stand at the right.</summary>
    public bool IsRight { get; init; }

    /// <summary>Where there is no room the highest of these goes first; 0 stays.</summary>
    public int LeaveOut { get; init; }

    /// <summary>It gets what is left of the line, and is cut there: the last column may be one.</summary>
    public bool IsRest { get; init; }

    /// <summary>How a row's cell is drawn; null as all others.</summary>
    public Func<T, string?>? Style { get; init; }
}

/// <summary>The columns that fit, and how wide they are. Pure.</summary>
internal sealed class TopColumns<T>
{
    private const int Gap = 2;
    private const int LeastRest = 8;

    private readonly ImmutableArray<TopColumn<T>> _columns;
    private readonly ImmutableArray<int> _widths;

    public TopColumns(IReadOnlyList<TopColumn<T>> columns, IReadOnlyList<T> rows, int width)
    {
        var left = columns.Select(c => (Column: c, Width: WidthOf(c, rows))).ToList();
        while (left.Sum(c => c.Width + Gap) - Gap > width && left.Max(c => c.Column.LeaveOut) is > 0 and var highest)
            left.RemoveAll(c => c.Column.LeaveOut == highest);
        _columns = [.. left.Select(c => c.Column)];
        _widths = [.. left.Select(c => c.Width)];
    }

    /// <summary>The heads.</summary>
    public ScreenLine Head(string style) => Line(column => (column.Name, style), style);

    /// <summary>One row.</summary>
    public ScreenLine Row(T row, string style) => Line(column => (column.Cell(row), $"{column.Style?.Invoke(row)} {style}".Trim()), style);

    private static int WidthOf(TopColumn<T> column, IReadOnlyList<T> rows) => column.IsRest
        ? LeastRest
        : Math.Max(column.Name.Length, rows.Select(r => column.Cell(r).Length).DefaultIfEmpty(0).Max());

    private ScreenLine Line(Func<TopColumn<T>, (string Text, string Style)> cell, string style)
    {
        var line = ScreenLine.Empty;
        for (var i = 0; i < _columns.Length; i++)
        {
            var (text, of) = cell(_columns[i]);
            if (i > 0) line = line.Add(new string(' ', Gap), style);
            line = line.Add(_columns[i].IsRight ? text.PadLeft(_widths[i]) : text.PadRight(_widths[i]), of);
        }

        return line;
    }
}
