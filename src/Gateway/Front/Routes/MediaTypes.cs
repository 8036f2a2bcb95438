using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Front.Routes;

/// <summary>What the door asks of content types.</summary>
internal static class MediaTypes
{
    /// <summary>Whether a model reads it.</summary>
    public static bool IsOfModels(string contentType) => IsJson(contentType) || ContentTypes.Is(contentType, ContentTypes.Raw);

    /// <summary>Whether it is JSON.</summary>
    public static bool IsJson(string contentType) => ContentTypes.Is(contentType, ContentTypes.Json);

    /// <summary>Whether a response may carry it: what a deployment says must not break its headers.</summary>
    public static bool IsFit(string contentType) =>
        contentType.Length is > 0 and <= ContentTypes.MaxLength && contentType.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;
}
