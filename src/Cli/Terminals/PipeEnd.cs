using System.Runtime.InteropServices;

namespace ActorServe.Cli.Terminals;

/// <summary>
/// The other end of a pipe that is written to: who writes nothing for a while does not learn from its writing that it was closed.
/// </summary>
internal static partial class PipeEnd
{
    // POLLERR and POLLHUP, on Linux as on macOS; they are told unasked.
    private const short Gone = 0x8 | 0x10;

    /// <summary>Whether nobody reads a pipe any more; false also of what is none, and where it cannot be known.</summary>
    /// <param name="descriptor">What is written to.</param>
    public static bool IsGone(int descriptor)
    {
        var asked = new Asked { Descriptor = descriptor };
        try
        {
            return Poll(ref asked, 1, 0) > 0 && (asked.Found & Gone) != 0;
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref Asked asked, nuint count, int timeoutMs);

    [StructLayout(LayoutKind.Sequential)]
    private struct Asked
    {
        public int Descriptor;
        public short Wanted;
        public short Found;
    }
}
