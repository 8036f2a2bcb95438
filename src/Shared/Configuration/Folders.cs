namespace ActorServe.Shared.Configuration;

/// <summary>Keeps paths inside a folder.</summary>
public static class Folders
{
    /// <summary>A path is the folder or below it. Links are not followed.</summary>
    /// <param name="folder">Absolute, without detours and without a separator at its end, unless it is a root.</param>
    /// <param name="path">Absolute, without detours.</param>
    public static bool Contains(string folder, string path) =>
        path == folder
            || path.StartsWith(
                Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
