namespace ActorServe.Shared.Configuration.Reading;

/// <summary>
/// Makes a file's paths absolute. A relative one is below the file's folder and may not leave it, so that a file that was handed in
/// from elsewhere reads nothing beside its own; an absolute one is the operator's own word.
/// </summary>
/// <param name="folder">The file's folder; null where each node has one of its own: relative paths stay relative then,
/// by the same rule.</param>
internal sealed class FilePaths(string? folder)
{
    private static readonly char[] Separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    private readonly string? _folder = folder is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    /// <summary>The path, or null where it leaves the folder, which is among the problems then.</summary>
    public string? Resolve(Section section, string key, string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal)) section.Error(key, $"found {Words.Show(path)}, expected a path");
        else if (Path.IsPathFullyQualified(path)) return Path.GetFullPath(path);
        else if (Inside(path) is { } inside) return inside;
        else section.Error(key, $"found {Words.Show(path)}, which leaves the file's folder; expected a path below it, or an absolute one");

        return null;
    }

    private string? Inside(string path)
    {
        if (_folder is null) return Normal(path);

        var full = Path.GetFullPath(path, _folder);
        return Folders.Contains(_folder, full) ? full : null;
    }

    /// <summary>Without detours, or null where it leads up.</summary>
    private static string? Normal(string path)
    {
        if (Path.IsPathRooted(path)) return null;

        var parts = new List<string>();
        foreach (var part in path.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count == 0) return null;
            else parts.RemoveAt(parts.Count - 1);
        }

        return parts.Count == 0 ? "." : string.Join('/', parts);
    }
}
