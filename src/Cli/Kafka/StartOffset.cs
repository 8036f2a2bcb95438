using System.Globalization;

namespace ActorServe.Cli.Kafka;

/// <summary>Where to start in each partition: at an offset, or so many records before the end; with neither at the beginning.</summary>
internal readonly record struct StartOffset(long? Offset, long? BeforeEnd)
{
    /// <summary>Reads <c>beginning</c>, <c>end</c>, an offset, or <c>-N</c>; null where it is none of these.</summary>
    public static StartOffset? Parse(string text) => text switch
    {
        "beginning" => new StartOffset(null, null),
        "end" => new StartOffset(null, 0),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var offset)
            => offset >= 0 ? new StartOffset(offset, null) : new StartOffset(null, offset == long.MinValue ? long.MaxValue : -offset),
        _ => null,
    };

    /// <summary>The offset in a partition. One that it does not reach is its end, one that it has no more its beginning.</summary>
    public long In(OffsetRange range) => Offset is { } offset
        ? Math.Clamp(offset, range.Low, range.High)
        : BeforeEnd is { } records ? Math.Max(range.Low, range.High - records) : range.Low;
}
