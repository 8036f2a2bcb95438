using System.Globalization;
using ActorServe.Cli.Kafka;

namespace ActorServe.Cli.DeadLetters;

/// <summary>Which dead letters are meant.</summary>
/// <param name="SourceTopic">Only those of records of this topic: two applications may share a dead-letter topic.</param>
/// <param name="Kind">Only those of this kind.</param>
/// <param name="Since">Only those that were given up then or later.</param>
/// <param name="Place">Only the one there, by partition and offset.</param>
internal sealed record LetterChoice(string? SourceTopic, string? Kind, DateTimeOffset? Since, (int Partition, long Offset)? Place)
{
    // Of days, so that the time before now is one that there is.
    private const int LongestAgo = 100_000;

    // And nothing that is read one way here and another there, as 1/2 is. The one with a space is what lists show.
    private static readonly string[] Iso8601 =
        ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss"];

    /// <summary>Whether it is meant.</summary>
    public bool Takes(DeadLetter letter) =>
        (Place is not { } place || place == (letter.Place.Partition, letter.Place.Offset))
        && (SourceTopic is null || letter.Source?.Topic == SourceTopic)
        && (Kind is null || letter.Kind == Kind)
        && (Since is not { } since || letter.Time >= since);

    /// <summary>What of a topic has to be read to find them.</summary>
    public IReadOnlyList<OffsetRange> Narrow(IReadOnlyList<OffsetRange> ranges) => Place is not { } place
        ? ranges
        : [.. ranges.Where(r => r.Partition == place.Partition && r.Low <= place.Offset && place.Offset < r.High)
            .Select(r => new OffsetRange(r.Partition, place.Offset, place.Offset + 1))];

    /// <summary>Reads <c>3/1042</c>; null where it is no such thing.</summary>
    public static (int Partition, long Offset)? PlaceOf(string text) => text.Split('/') is [var partition, var offset]
        && int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? (number, at) : null;

    /// <summary>Reads a time, or how long ago one was: <c>90s</c>, <c>15m</c>, <c>2h</c>, <c>3d</c>. Null where it is neither.</summary>
    public static DateTimeOffset? SinceOf(string text, DateTimeOffset now)
    {
        var unit = text.Length < 2 ? TimeSpan.Zero : text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => TimeSpan.Zero,
        };
        if (unit > TimeSpan.Zero && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= LongestAgo)
            return now - number * unit;

        return DateTimeOffset.TryParseExact(
            text, Iso8601, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }
}
