using ActorServe.Shared.Configuration;

namespace ActorServe.Shared.Protocol;

/// <summary>The content types that models read, as gateways and replicas know them.</summary>
public static class ContentTypes
{
    /// <summary>Characters of a content type, at most: what is longer is bad input, and as an output's an error of its model.</summary>
    public const int MaxLength = 256;

    /// <summary>JSON.</summary>
    public const string Json = "application/json";

    /// <summary>A tensor's bytes.</summary>
    public const string Raw = "application/octet-stream";

    /// <summary>How a value is written that does not say.</summary>
    public static string Of(RecordFormat format) => format switch
    {
        RecordFormat.Json => Json,
        RecordFormat.Raw => Raw,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "This format has no content type."),
    };

    /// <summary>Whether it is the type of this name; parameters (<c>; charset=utf-8</c>) and case do not count.</summary>
    public static bool Is(string contentType, string name)
    {
        // Most often it is the name and nothing else.
        if (contentType == name) return true;
        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? contentType : contentType.AsSpan(0, end)).Trim().Equals(name, StringComparison.OrdinalIgnoreCase);
    }
}
