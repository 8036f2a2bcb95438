using System.Text;

namespace ActorServe.Gateway.Tracing;

/// <summary>
/// W3C's <c>tracestate</c> as it goes with a row: what is longer than everybody has to carry, or not ASCII, is left out, because it goes
/// with each row of its trace, also to other nodes.
/// </summary>
internal static class TraceState
{
    // What W3C asks everyone to carry.
    private const int Longest = 512;

    /// <summary>Of a request; null where there is none.</summary>
    public static string? Of(string written) => written.Length is > 0 and <= Longest && Ascii.IsValid(written) ? written : null;

    /// <summary>Of a record; null where there is none.</summary>
    public static string? Of(ReadOnlySpan<byte> written) =>
        written.Length is > 0 and <= Longest && Ascii.IsValid(written) ? Encoding.ASCII.GetString(written) : null;
}
