using System.Text.RegularExpressions;
using ActorServe.TestSupport;

namespace ActorServe.Shared.Tests;

/// <summary>Holds figures that documents quote against the results that they were measured with.</summary>
public sealed partial class FigureSpecs
{
    private static readonly string Results = File.ReadAllText(RepositoryFolder.File("benchmarks/results/end-to-end.md"));

    [Fact]
    public void What_sizing_is_computed_from_is_what_was_measured()
    {
        var quoted = Measured().Matches(Section("docs/operations.md", "## Sizing")).Select(figure => figure.Value).ToList();

        Assert.NotEmpty(quoted);
        Assert.DoesNotContain(quoted, figure => !IsResult(figure));
    }

    [Fact]
    public void The_table_of_the_first_page_is_what_was_measured()
    {
        var quoted = Cell().Matches(Section("README.md", "## How fast")).Select(figure => figure.Value).ToList();

        Assert.NotEmpty(quoted);
        Assert.DoesNotContain(quoted, figure => !IsResult(figure));
    }

    private static bool IsResult(string figure) => Results.Contains($" {figure} ", StringComparison.Ordinal);

    private static string Section(string document, string heading) => string.Join('\n', File.ReadLines(RepositoryFolder.File(document))
        .SkipWhile(line => line != heading).Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)));

    /// <summary>A number in front of what only a measurement has; what is computed from it is written in other words.</summary>
    [GeneratedRegex(@"\d[\d,.]*(?= µs CPU|/s with| \((?:echo|digits)\)| MB with)|\d+ to \d+ ns(?= of CPU)")]
    private static partial Regex Measured();

    /// <summary>A cell that is a number.</summary>
    [GeneratedRegex(@"(?<=\| )\d[\d,.]*(?= \|)")]
    private static partial Regex Cell();
}
