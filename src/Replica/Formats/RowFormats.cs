using System.Collections.Immutable;

namespace ActorServe.Replica.Formats;

/// <summary>The formats by their content types.</summary>
internal static class RowFormats
{
    /// <summary>JSON's content type.</summary>
    public const string Json = "application/json";

    /// <summary>The raw format's content type.</summary>
    public const string Raw = "application/octet-stream";

    private static readonly JsonFormat JsonRows = new();
    private static readonly RawFormat RawRows = new();

    /// <summary>Every format there is.</summary>
    public static ImmutableArray<IRowFormat> All { get; } = [JsonRows, RawRows];

    /// <summary>The format of a content type, whose parameters (<c>; charset=utf-8</c>) and case do not count; null where it is not known.</summary>
    public static IRowFormat? Of(string contentType)
    {
        if (ReferenceEquals(contentType, Json)) return JsonRows;
        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        var name = (end < 0 ? contentType : contentType.AsSpan(0, end)).Trim();
        if (name.Equals(Json, StringComparison.OrdinalIgnoreCase)) return JsonRows;
        return name.Equals(Raw, StringComparison.OrdinalIgnoreCase) ? RawRows : null;
    }

    /// <summary>What a sender reads whose content type is not known.</summary>
    public static string Unknown(string contentType) =>
        $"content type '{Quote.Short(contentType)}' is not supported: expected {Json} or {Raw}";
}
