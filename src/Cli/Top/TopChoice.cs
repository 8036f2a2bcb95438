using System.Collections.Immutable;

namespace ActorServe.Cli.Top;

/// <summary>The tables of the screen, from above.</summary>
internal enum TopTable
{
    /// <summary>The members of the cluster.</summary>
    Nodes,

    /// <summary>The applications; the one that is chosen has its replicas and partitions below.</summary>
    Applications,

    /// <summary>Deployments and replicas.</summary>
    Replicas,

    /// <summary>The partitions of the input.</summary>
    Partitions,
}

/// <summary>What the user chose by keys.</summary>
internal sealed record TopChoice
{
    private const int Page = 10;
    private const int Tables = 4;

    /// <summary>The table that arrows move in.</summary>
    public TopTable Table { get; private init; } = TopTable.Applications;

    /// <summary>Numbers stand still.</summary>
    public bool IsPaused { get; private init; }

    /// <summary>It is over.</summary>
    public bool IsOver { get; private init; }

    private ImmutableArray<int> Rows { get; init; } = [0, 0, 0, 0];

    /// <summary>The row that is chosen in a table of so many.</summary>
    public int RowIn(TopTable table, int rows) => Math.Clamp(Rows[(int)table], 0, Math.Max(0, rows - 1));

    /// <summary>After a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="rows">How many rows the table has that arrows move in.</param>
    public TopChoice Press(ConsoleKeyInfo key, int rows) => key.Key switch
    {
        ConsoleKey.Q or ConsoleKey.Escape => this with { IsOver = true },
        ConsoleKey.P or ConsoleKey.Spacebar => this with { IsPaused = !IsPaused },
        ConsoleKey.Tab => Turn(key.Modifiers.HasFlag(ConsoleModifiers.Shift) ? -1 : 1),
        ConsoleKey.RightArrow => Turn(1),
        ConsoleKey.LeftArrow => Turn(-1),
        ConsoleKey.DownArrow => Move(1, rows),
        ConsoleKey.UpArrow => Move(-1, rows),
        ConsoleKey.PageDown => Move(Page, rows),
        ConsoleKey.PageUp => Move(-Page, rows),
        ConsoleKey.Home => Move(-rows, rows),
        ConsoleKey.End => Move(rows, rows),
        _ => this,
    };

    private TopChoice Turn(int by) => this with { Table = (TopTable)(((int)Table + by + Tables) % Tables) };

    private TopChoice Move(int by, int rows)
    {
        var moved = Math.Clamp(RowIn(Table, rows) + by, 0, Math.Max(0, rows - 1));
        var choice = this with { Rows = Rows.SetItem((int)Table, moved) };
        // Another application's replicas and partitions are seen from their beginning.
        return Table == TopTable.Applications
            ? choice with { Rows = choice.Rows.SetItem((int)TopTable.Replicas, 0).SetItem((int)TopTable.Partitions, 0) } : choice;
    }
}
