namespace ActorServe.Shared.Programs.State;

/// <summary>
/// A file that a process must not forget: it is written whole, beside the old one, and takes its place when it is on the disk.
/// </summary>
/// <remarks>Whoever reads it, after whatever end of the process or the machine, finds the old text or the new one.</remarks>
public static class StateFile
{
    /// <summary>
    /// Has the file hold this, on the disk, before it returns. It blocks for as long as the disk takes: not for a dispatcher's thread.
    /// </summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="write">Writes the text.</param>
    /// <exception cref="ReplacedNotFlushedException">It holds this, but may hold the old text again after a power cut.</exception>
    /// <exception cref="IOException">It could not, and holds the old text.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not, and holds the old text.</exception>
    public static void Replace(string path, Action<Stream> write) => Replace(path, write, FolderSync.Flush);

    /// <summary>As above, on a disk whose folders are flushed by <paramref name="flush"/>.</summary>
    internal static void Replace(string path, Action<Stream> write, Action<string> flush)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var temporary = path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            write(file);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        try
        {
            flush(folder);
        }
        catch (IOException failure)
        {
            throw new ReplacedNotFlushedException(
                $"{path} was written, and may be as before after a power cut: {failure.Message}", failure);
        }
    }
}
