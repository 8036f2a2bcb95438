using ActorServe.Shared.Programs;

namespace ActorServe.Cli.Control;

/// <summary>Rows with their columns below each other, without lines or colours, so that a pipe reads it as a person does.</summary>
internal static class TextTable
{
    /// <summary>The lines, the head first.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        // What classes and brokers say is in them, too.
        List<IReadOnlyList<string>> all = [head, .. rows.Select(row => (IReadOnlyList<string>)[.. row.Select(Printable.Line)])];
        var widths = Enumerable.Range(0, head.Count).Select(column => all.Max(row => row[column].Length)).ToList();
        return all.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
