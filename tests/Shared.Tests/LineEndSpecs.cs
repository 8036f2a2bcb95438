using System.IO.Enumeration;
using ActorServe.TestSupport;

namespace ActorServe.Shared.Tests;

/// <summary>
/// What a shell reads keeps Unix' line ends in a clone on Windows too, where Git writes others: a shell takes them for part of a word.
/// </summary>
public sealed class LineEndSpecs
{
    private static readonly string[] _notOurs = [".git", "artifacts", "bin", "obj"];

    private static readonly IReadOnlyList<string> _kept =
    [
        .. File.ReadLines(RepositoryFolder.File(".gitattributes"))
            .Where(line => !line.StartsWith('#') && line.Split(' ').Contains("eol=lf")).Select(line => line.Split(' ')[0]),
    ];

    [Fact]
    public void Every_script_keeps_its_line_ends() => Assert.Empty(
        from path in FilesBelow(RepositoryFolder.Root)
        where IsScript(path)
        let name = Path.GetRelativePath(RepositoryFolder.Root, path).Replace(Path.DirectorySeparatorChar, '/')
        where !IsKept(name)
        select name);

    [Theory]
    [InlineData("src/Cli/Completion/completion.bash")]
    [InlineData("src/Cli/Completion/completion.zsh")]
    public void So_does_what_a_command_prints_for_a_shell(string name)
    {
        Assert.True(File.Exists(RepositoryFolder.File(name)), name);
        Assert.True(IsKept(name), name);
    }

    private static IEnumerable<string> FilesBelow(string folder) => Directory.EnumerateFiles(folder).Concat(
        Directory.EnumerateDirectories(folder).Where(below => !_notOurs.Contains(Path.GetFileName(below))).SelectMany(FilesBelow));

    private static bool IsScript(string path)
    {
        using var file = File.OpenRead(path);
        return file.ReadByte() == '#' && file.ReadByte() == '!';
    }

    // As Git reads a pattern: one without a slash is of names alone.
    private static bool IsKept(string name) => _kept.Any(pattern => FileSystemName.MatchesSimpleExpression(
        pattern, pattern.Contains('/', StringComparison.Ordinal) ? name : Path.GetFileName(name)));
}
