using System.Collections.Immutable;

namespace ActorServe.PetabridgeCmd.Texts;

/// <summary>Rows below each other. Pure.</summary>
internal static class Columns
{
    /// <summary>The lines, the head first; one line that says so where there is no row.</summary>
    public static ImmutableArray<string> Lines(IReadOnlyList<string> head, IReadOnlyList<IReadOnlyList<string>> rows, string none)
    {
        if (rows.Count == 0) return [none];

        var widths = head.Select((title, column) => Math.Max(title.Length, rows.Max(row => row[column].Length))).ToList();
        return [.. rows.Prepend(head).Select(Line)];

        string Line(IReadOnlyList<string> row) => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();
    }

    /// <summary>What is said where a command has nothing to show.</summary>
    public static string None(string what, string? application) =>
        application is null ? $"there is no {what}" : $"there is no {what} of '{application}'";
}
