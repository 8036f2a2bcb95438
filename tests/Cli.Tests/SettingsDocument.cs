using System.Text.RegularExpressions;
using ActorServe.TestSupport;

namespace ActorServe.Cli.Tests;

/// <summary>The settings that <c>docs/operations.md</c> and <c>docs/http.md</c> have in their tables.</summary>
internal static partial class SettingsDocument
{
    private static readonly string[][] _rows = [.. Rows("docs/operations.md"), .. Rows("docs/http.md").Select(Http)];

    /// <summary>
    /// By its whole name, by what it ends with (<c>…:KeyFile</c>), or in one cell with its section (<c>Router:Http</c>, <c>Weight</c>).
    /// </summary>
    public static bool Has(string setting) => _rows.Any(row => row.Contains(setting) || row.Any(
        name => name.StartsWith("…:", StringComparison.Ordinal) && setting.EndsWith(name[1..], StringComparison.Ordinal)
            || row.Any(section => setting == $"{section}:{name}")));

    private static string[] Http(string[] row) => [.. row.Select(name => $"Http:{name}")];

    // The names in the first cell of each row.
    private static IEnumerable<string[]> Rows(string document) =>
        from line in File.ReadLines(RepositoryFolder.File(document))
        where line.StartsWith("| `", StringComparison.Ordinal)
        select Name().Matches(line.Split('|')[1]).Select(name => name.Groups[1].Value).ToArray();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
