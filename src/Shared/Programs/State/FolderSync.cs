using System.Runtime.InteropServices;

namespace ActorServe.Shared.Programs.State;

/// <summary>Brings a folder's own entries to the disk: a file that was renamed may have its old name after a power cut otherwise.</summary>
internal static partial class FolderSync
{
    private const int ReadOnlyFolder = 0;

    /// <summary>Waits until the disk has them. Windows does this by itself, and has no call for it.</summary>
    /// <exception cref="IOException">It could not.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows()) return;

        // .NET opens no folders.
        var descriptor = Open(folder, ReadOnlyFolder);
        if (descriptor < 0) throw new IOException($"{folder} cannot be opened: error {Marshal.GetLastPInvokeError()}.");
        try
        {
            if (FSync(descriptor) != 0) throw new IOException($"{folder} cannot be flushed: error {Marshal.GetLastPInvokeError()}.");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
