using ActorServe.Cli.Control;

namespace ActorServe.Cli.Top;

/// <summary>The same numbers for where there is no screen: all rows of all applications.</summary>
internal static class TopLines
{
    /// <summary>Plain lines.</summary>
    public static IEnumerable<string> Of(TopNumbers numbers) =>
    [
        .. Table(TopTables.Nodes, numbers.Nodes),
        "",
        .. Table(TopTables.Applications, numbers.Applications),
        .. numbers.Applications.SelectMany(Of),
    ];

    private static IEnumerable<string> Of(TopApplication application) =>
    [
        "",
        $"{application.Name}:",
        .. Table(TopTables.Replicas, ReplicaRow.Of(application)),
        .. application.Partitions.IsEmpty ? [] : Table(TopTables.Partitions, application.Partitions),
    ];

    private static IEnumerable<string> Table<T>(IReadOnlyList<TopColumn<T>> columns, IReadOnlyList<T> rows) => TextTable.Lines(
        [.. columns.Select(c => c.Name)], rows.Select(row => (IReadOnlyList<string>)[.. columns.Select(c => c.Cell(row))]));
}
