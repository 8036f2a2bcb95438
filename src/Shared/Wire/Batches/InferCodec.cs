using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ActorServe.Shared.Protocol;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Shared.Wire.Batches;

/// <summary>Rows on the wire: no copy of what they hold on the way in, and one on the way out.</summary>
internal static class InferCodec
{
    /// <summary>
    /// A row without tagged fields: three numbers of its source, the value's length, the content type, the end of the fields.
    /// </summary>
    private const int LeastRow = 6;

    private const uint Attempt = 1;
    private const uint Topic = 2;
    private const uint Offset = 3;
    private const uint Timestamp = 4;
    private const uint Key = 5;
    private const uint Headers = 6;
    private const uint TimeLeft = 7;
    private const uint Trace = 8;

    public static byte[] Write(InferBatch batch)
    {
        var rows = batch.Rows.AsSpan();
        var (values, others) = Measure(rows);
        var head = HeadWriter.Start();
        head.Replica(batch.Replica);
        head.Signed(batch.BatchId);
        head.Number((ulong)values);
        head.Number((uint)rows.Length);
        foreach (var row in rows) WriteRow(head, row);

        var frame = head.Frame(values + others);
        var slab = new SlabWriter(frame, (int)(values + others), (int)values);
        foreach (var row in rows)
        {
            if (row.Value is { } value) slab.Value(value);
            if (row.Key is { } key) slab.Other(key);
            slab.Headers(row.Headers);
        }

        return frame;
    }

    public static InferBatch Read(byte[] frame)
    {
        var head = new HeadReader(frame);
        var replica = head.Replica();
        var batch = head.Signed();
        head.Values();
        var rows = new InferRow[head.Count(WireLimits.MaxRows, LeastRow)];
        for (var i = 0; i < rows.Length; i++) rows[i] = ReadRow(ref head);

        head.SkipSections();
        return new InferBatch(replica, batch, ImmutableCollectionsMarshal.AsImmutableArray(rows));
    }

    private static (long Values, long Others) Measure(ReadOnlySpan<InferRow> rows)
    {
        if (rows.Length > WireLimits.MaxRows)
            throw new WireFormatException($"A batch has {rows.Length} rows, more than {WireLimits.MaxRows}");

        var (values, others) = (0L, 0L);
        foreach (var row in rows)
        {
            values += row.Value?.Length ?? 0;
            others += row.Key?.Length ?? 0;
            foreach (ref readonly var header in row.Headers.AsSpan()) others += header.Value.Length;
        }

        return (values, others);
    }

    private static void WriteRow(HeadWriter head, InferRow row)
    {
        head.Signed(row.Source.Partition);
        head.Signed(row.Source.Sequence);
        head.Signed(row.Source.Epoch);
        head.Number(row.Value is { } value ? (ulong)value.Length + 1 : 0);
        head.Text(row.ContentType);

        if (row.Attempt != 1) head.Field(Attempt, Varints.Zigzag(row.Attempt));
        if (row.Topic.Length > 0)
        {
            head.Number(Topic << 1);
            head.Text(row.Topic);
        }

        if (row.Offset != -1) head.Field(Offset, Varints.Zigzag(row.Offset));
        if (row.TimestampMs != 0) head.Field(Timestamp, Varints.Zigzag(row.TimestampMs));
        if (row.Key is { } key) head.Field(Key, (uint)key.Length);
        if (!row.Headers.IsDefaultOrEmpty) head.Headers(Headers, row.Headers);
        if (row.TimeLeft is { } left) head.Field(TimeLeft, Varints.Zigzag(left.Ticks));
        if (row.Trace is { } trace) TraceCodec.Write(head, Trace, trace);
        head.EndFields();
    }

    private static InferRow ReadRow(ref HeadReader head)
    {
        var source = new RowSource(head.SignedInt(), head.Signed(), head.Signed());
        var length = head.Length();
        // Not null alone: it would become an empty value, by way of an array.
        var value = length == 0 ? default(ReadOnlyMemory<byte>?) : head.Value(length - 1);
        var contentType = head.Text();

        var (attempt, topic, offset, timestamp) = (1, "", -1L, 0L);
        ReadOnlyMemory<byte>? key = null;
        ImmutableArray<RecordHeader> headers = [];
        TimeSpan? timeLeft = null;
        TraceContext? trace = null;
        while (head.Number() is var tag and not 0)
        {
            switch (tag)
            {
                case Attempt << 1: attempt = head.SignedInt(); break;
                case Topic << 1: topic = head.Text(); break;
                case Offset << 1: offset = head.Signed(); break;
                case Timestamp << 1: timestamp = head.Signed(); break;
                case Key << 1: key = head.Other(head.Length()); break;
                case (Headers << 1) | 1: headers = head.Headers(); break;
                case TimeLeft << 1: timeLeft = new TimeSpan(head.Signed()); break;
                case (Trace << 1) | 1: trace = TraceCodec.Read(ref head); break;
                default: head.Skip(tag); break;
            }
        }

        return new InferRow
        {
            Source = source, Attempt = attempt, Topic = topic, Offset = offset, TimestampMs = timestamp, Key = key, Value = value,
            ContentType = contentType, Headers = headers, TimeLeft = timeLeft, Trace = trace,
        };
    }
}
