using System.Collections.Immutable;
using System.Text;
using ActorServe.Gateway.Tracing;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using Confluent.Kafka;

namespace ActorServe.Gateway.Ingest.Client;

/// <summary>Makes a row of a record: its bytes are the client's own copy and are kept as they are.</summary>
/// <param name="kafka">What the application asks for.</param>
/// <param name="spans">Begins the spans of those whose traces are recorded; null where none is.</param>
internal sealed class RecordReader(KafkaConfig kafka, RecordSpans? spans = null)
{
    private readonly string _contentType = ContentTypes.Of(kafka.Format);
    private byte[] _lastBytes = [];
    private string _lastContentType = "";

    /// <summary>The row of a record.</summary>
    public InferRow Read(ConsumeResult<byte[]?, byte[]?> record, RowSource source)
    {
        var message = record.Message;
        var headers = message.Headers?.BackingList ?? [];
        return new InferRow
        {
            Source = source,
            Topic = kafka.InputTopic,
            Offset = record.Offset.Value,
            TimestampMs = message.Timestamp.UnixTimestampMs,
            Key = Memory(message.Key),
            Value = Memory(message.Value),
            ContentType = headers.Count == 0 ? _contentType : ContentType(headers),
            Headers = headers.Count == 0 || kafka.OutputHeaders.IsEmpty ? [] : Carried(headers),
            Trace = spans?.Begin(headers, source, record),
        };
    }

    // By a statement: in a conditional expression null is taken for an array and becomes empty memory, and a tombstone a record.
    private static ReadOnlyMemory<byte>? Memory(byte[]? bytes)
    {
        if (bytes is null) return null;
        return bytes;
    }

    private string ContentType(IReadOnlyList<IHeader> headers)
    {
        // As Kafka's clients read headers: the last of a name counts.
        for (var i = headers.Count - 1; i >= 0; i--)
        {
            if (!headers[i].Key.Equals("content-type", StringComparison.OrdinalIgnoreCase)) continue;
            return headers[i].GetValueBytes() is { Length: > 0 } bytes ? Text(bytes) : _contentType;
        }

        return _contentType;
    }

    // A topic has few content types, most often one: its string is shared by all rows.
    private string Text(byte[] bytes)
    {
        if (bytes.AsSpan().SequenceEqual(_lastBytes)) return _lastContentType;
        _lastBytes = bytes;
        return _lastContentType = Encoding.UTF8.GetString(bytes);
    }

    private ImmutableArray<RecordHeader> Carried(IReadOnlyList<IHeader> headers)
    {
        ImmutableArray<RecordHeader>.Builder? carried = null;
        foreach (var header in headers)
        {
            if (!kafka.OutputHeaders.Contains(header.Key)) continue;
            (carried ??= ImmutableArray.CreateBuilder<RecordHeader>()).Add(new RecordHeader(header.Key, header.GetValueBytes()));
        }

        return carried?.DrainToImmutable() ?? [];
    }
}
