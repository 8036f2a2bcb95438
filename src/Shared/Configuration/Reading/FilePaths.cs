namespace ActorServe.Shared.Configuration.Reading;

/// <summary>
/// Makes a file's paths absolute. A relative one is below the file's folder and may not leave it, so that a file that was handed in
/// from elsewhere reads nothing beside its own; an absolute one is the operator's own word.
/// </summary>
internal sealed class FilePaths(string folder)
{
    private readonly string _folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    /// <summary>The absolute path, or null where the path leaves the folder, which is among the problems then.</summary>
    public string? Resolve(Section section, string key, string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal)) section.Error(key, $"found {Words.Show(path)}, expected a path");
        else if (Path.IsPathFullyQualified(path)) return Path.GetFullPath(path);
        else if (IsInside(Path.GetFullPath(path, _folder))) return Path.GetFullPath(path, _folder);
        else section.Error(key, $"found {Words.Show(path)}, which leaves the file's folder; expected a path below it, or an absolute one");

        return null;
    }

    private bool IsInside(string full) =>
        full == _folder || full.StartsWith(_folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
        || _folder == Path.GetPathRoot(_folder);
}
