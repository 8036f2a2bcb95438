using System.Buffers.Text;

namespace ActorServe.Cli.Auditing;

/// <summary>Which record of the input a result or dead letter is of, as its header says (docs/topics.md).</summary>
/// <param name="Partition">The record's partition.</param>
/// <param name="Offset">The record's offset.</param>
/// <param name="Part">Which of the record's results, from 1.</param>
/// <param name="Parts">How many there are.</param>
internal readonly record struct RecordSource(int Partition, long Offset, int Part, int Parts)
{
    private const int MostParts = 1 << 20;

    /// <summary>Reads the header <c>actorserve</c> of a result.</summary>
    /// <param name="header">Its bytes.</param>
    /// <param name="topic">The input topic, in UTF-8.</param>
    /// <param name="source">The record, where it is one of that topic.</param>
    public static SourceKind OfResult(ReadOnlySpan<byte> header, ReadOnlySpan<byte> topic, out RecordSource source)
    {
        source = default;
        if (!Next(ref header).SequenceEqual("v=1"u8)) return SourceKind.Unreadable;

        var (kind, part, parts) = (SourceKind.Unreadable, 1, 1);
        while (!header.IsEmpty)
        {
            var field = Next(ref header);
            if (field.StartsWith("source="u8)) kind = Place(field["source="u8.Length..], topic, out source);
            else if (field.StartsWith("part="u8) && !IsPart(field["part="u8.Length..], out part, out parts)) return SourceKind.Unreadable;
        }

        source = source with { Part = part, Parts = parts };
        return kind;
    }

    /// <summary>Reads the header <c>actorserve-source</c> of a dead letter.</summary>
    public static SourceKind OfDeadLetter(ReadOnlySpan<byte> header, ReadOnlySpan<byte> topic, out RecordSource source) =>
        Place(header, topic, out source);

    /// <summary><c>topic/partition/offset</c>; a topic has no slash in its name.</summary>
    private static SourceKind Place(ReadOnlySpan<byte> text, ReadOnlySpan<byte> topic, out RecordSource source)
    {
        source = default;
        var slash = text.IndexOf((byte)'/');
        if (slash < 0) return SourceKind.Unreadable;

        var name = text[..slash];
        text = text[(slash + 1)..];
        if (!Utf8Parser.TryParse(text, out int partition, out var read) || read >= text.Length || text[read] != '/')
            return SourceKind.Unreadable;

        text = text[(read + 1)..];
        if (!Utf8Parser.TryParse(text, out long offset, out read) || read != text.Length || partition < 0 || offset < 0)
            return SourceKind.Unreadable;

        source = new RecordSource(partition, offset, 1, 1);
        return name.SequenceEqual(topic) ? SourceKind.Record : SourceKind.OtherTopic;
    }

    /// <summary><c>2/3</c>.</summary>
    private static bool IsPart(ReadOnlySpan<byte> text, out int part, out int parts)
    {
        parts = 0;
        return Utf8Parser.TryParse(text, out part, out var read) && read < text.Length && text[read] == '/'
            && Utf8Parser.TryParse(text[(read + 1)..], out parts, out var rest) && read + 1 + rest == text.Length
            && part >= 1 && part <= parts && parts <= MostParts;
    }

    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> fields)
    {
        var end = fields.IndexOf((byte)';');
        var field = end < 0 ? fields : fields[..end];
        fields = end < 0 ? [] : fields[(end + 1)..];
        return field;
    }
}

/// <summary>What a header that should name a record is.</summary>
internal enum SourceKind
{
    /// <summary>It names a record of the topic.</summary>
    Record,

    /// <summary>It names a record of another topic.</summary>
    OtherTopic,

    /// <summary>It names none, or is not there.</summary>
    Unreadable,
}
