using System.Buffers;

namespace ActorServe.Gateway.Front.Requests;

/// <summary>The name of a request, in its answer and in logs.</summary>
internal static class RequestIds
{
    /// <summary>The header that has it, both ways.</summary>
    public const string Header = "x-request-id";

    private const int MaxLength = 128;

    // Nothing that could break a line of a log, a header, or a shell.
    private static readonly SearchValues<char> Letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:/+=@~");

    /// <summary>The client's own where it is sane, else a new one.</summary>
    public static string Of(string? header) => IsSane(header) ? header! : Guid.NewGuid().ToString();

    private static bool IsSane(string? header) =>
        header is { Length: > 0 and <= MaxLength } && header.AsSpan().IndexOfAnyExcept(Letters) < 0;
}
