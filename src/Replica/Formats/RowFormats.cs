using System.Collections.Immutable;
using ActorServe.Shared.Protocol;

namespace ActorServe.Replica.Formats;

/// <summary>The formats by their content types.</summary>
internal static class RowFormats
{
    private static readonly JsonFormat JsonRows = new();
    private static readonly RawFormat RawRows = new();

    /// <summary>Every format there is.</summary>
    public static ImmutableArray<IRowFormat> All { get; } = [JsonRows, RawRows];

    /// <summary>
    /// The format of a content type, whose parameters (<c>; charset=utf-8</c>) and case do not count; null where it is not known.
    /// </summary>
    public static IRowFormat? Of(string contentType)
    {
        if (ContentTypes.Is(contentType, ContentTypes.Json)) return JsonRows;
        return ContentTypes.Is(contentType, ContentTypes.Raw) ? RawRows : null;
    }

    /// <summary>What a sender reads whose content type is not known.</summary>
    public static string Unknown(string contentType) =>
        $"content type '{Quote.Short(contentType)}' is not supported: expected {ContentTypes.Json} or {ContentTypes.Raw}";
}
