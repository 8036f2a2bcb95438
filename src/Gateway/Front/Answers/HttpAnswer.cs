using System.Text;
using Microsoft.AspNetCore.Http;

namespace ActorServe.Gateway.Front.Answers;

/// <summary>What a client gets, before it is written.</summary>
/// <param name="Status">The status code.</param>
/// <param name="ContentType">How the body is written; null where there is none.</param>
/// <param name="Body">The body.</param>
internal readonly record struct HttpAnswer(int Status, string? ContentType, ReadOnlyMemory<byte> Body)
{
    /// <summary>The same request may be answered in a moment: <c>Retry-After</c> says so.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>The client should go elsewhere with its next request.</summary>
    public bool ClosesConnection { get; init; }

    /// <summary>The method that would be answered; null where that is not the matter.</summary>
    public string? Allow { get; init; }

    /// <summary>An answer in words.</summary>
    public static HttpAnswer Text(int status, string text) => new(status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));

    /// <summary>There is no room, or nobody to answer, now.</summary>
    public static HttpAnswer Unavailable(string text) => Text(StatusCodes.Status503ServiceUnavailable, text) with { IsTemporary = true };

    /// <summary>Something of ours or of the model's failed: as in Ray, nothing more is said.</summary>
    public static HttpAnswer Failed { get; } = Text(StatusCodes.Status500InternalServerError, "Internal Server Error");
}
