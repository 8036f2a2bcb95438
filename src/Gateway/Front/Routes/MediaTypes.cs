using ActorServe.Shared.Configuration;

namespace ActorServe.Gateway.Front.Routes;

/// <summary>The content types that the door knows by name.</summary>
internal static class MediaTypes
{
    /// <summary>JSON.</summary>
    public const string Json = "application/json";

    /// <summary>A tensor's bytes.</summary>
    public const string Raw = "application/octet-stream";

    private const int MaxLength = 256;

    /// <summary>How a body is written whose request does not say.</summary>
    public static string Of(RecordFormat? format) => format == RecordFormat.Raw ? Raw : Json;

    /// <summary>Whether a model reads it; parameters and case do not count.</summary>
    public static bool IsOfModels(string contentType) => IsJson(contentType) || Is(contentType, Raw);

    /// <summary>Whether it is JSON; parameters and case do not count.</summary>
    public static bool IsJson(string contentType) => Is(contentType, Json);

    /// <summary>Whether a response may carry it: what a deployment says must not break its headers.</summary>
    public static bool IsFit(string contentType) =>
        contentType.Length is > 0 and <= MaxLength && contentType.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;

    private static bool Is(string contentType, string name)
    {
        // Most often it is the name and nothing else.
        if (contentType == name) return true;
        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? contentType : contentType.AsSpan(0, end)).Trim().Equals(name, StringComparison.OrdinalIgnoreCase);
    }
}
