using System.Text.RegularExpressions;
using ActorServe.TestSupport;

namespace ActorServe.Shared.Tests;

/// <summary>Holds what documents say of the repository against it.</summary>
public sealed partial class DocumentSpecs
{
    private static readonly ILookup<string, string> SpecsByClass = RepositoryFolder.Sources("tests")
        .Select(File.ReadAllText)
        .SelectMany(text => SpecClass().Matches(text).Select(match => (Class: match.Groups[1].Value, Text: text)))
        .SelectMany(file => Method().Matches(file.Text).Select(method => (file.Class, Name: method.Groups[1].Value)))
        .ToLookup(spec => spec.Class, spec => spec.Name);

    [Fact]
    public void Every_spec_that_a_document_names_is_there() => Assert.Empty(
        from document in Documents
        from match in NamedSpec().Matches(File.ReadAllText(document))
        where !SpecsByClass[match.Groups[1].Value].Contains(match.Groups[2].Value)
        select $"{Path.GetFileName(document)}: {match.Value}");

    [Fact]
    public void Every_row_of_what_fails_names_a_spec_that_shows_it() => Assert.Empty(
        from line in File.ReadLines(RepositoryFolder.File("docs/guarantees.md"))
            .SkipWhile(line => !line.StartsWith("## When", StringComparison.Ordinal))
            .TakeWhile(line => !line.StartsWith("## What is not", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
        where !NamedSpec().IsMatch(line)
        select line);

    [Fact]
    public void Every_file_that_a_document_links_to_is_there() => Assert.Empty(
        from document in Documents
        from link in Link().Matches(File.ReadAllText(document))
        let target = Path.Combine(Path.GetDirectoryName(document)!, link.Groups[1].Value)
        where !Path.Exists(target)
        select $"{Path.GetFileName(document)}: {link.Groups[1].Value}");

    private static IEnumerable<string> Documents =>
        Directory.EnumerateFiles(RepositoryFolder.File("docs"), "*.md", SearchOption.AllDirectories)
            .Append(RepositoryFolder.File("README.md"));

    [GeneratedRegex(@"\bclass (\w+(?:Specs|Properties))\b")]
    private static partial Regex SpecClass();

    [GeneratedRegex(@"\bpublic (?:async )?(?:Task|void|Property|bool) ([A-Z]\w*_\w+)\(")]
    private static partial Regex Method();

    [GeneratedRegex(@"`(\w+(?:Specs|Properties))\.(\w+)`")]
    private static partial Regex NamedSpec();

    /// <summary>One that leads to a file of the repository.</summary>
    [GeneratedRegex(@"\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
