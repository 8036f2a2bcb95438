using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Shared.Wire.Batches;

/// <summary>Outcomes of rows on the wire.</summary>
internal static class ReplyCodec
{
    /// <summary>An entry without outputs: its row, its status, how many outputs, the end of its fields.</summary>
    private const int LeastEntry = 4;

    /// <summary>The value's length, and the end of the fields.</summary>
    private const int LeastOutput = 2;

    private const int Statuses = (int)RowStatus.Rejected + 1;
    private const int Kinds = (int)FailureKind.Overload + 1;

    private const uint Failure = 1;
    private const uint Message = 2;

    private const uint Key = 1;
    private const uint ContentType = 2;
    private const uint Headers = 3;

    public static byte[] Write(BatchReply reply)
    {
        var entries = reply.Entries.AsSpan();
        var (values, others) = Measure(entries);
        var head = HeadWriter.Start();
        head.Replica(reply.Replica);
        head.Signed(reply.BatchId);
        head.Text(reply.Model.Name);
        head.Text(reply.Model.Version);
        head.Number((ulong)values);
        head.Number((uint)entries.Length);
        foreach (ref readonly var entry in entries) WriteEntry(head, entry);

        var frame = head.Frame(values + others);
        var slab = new SlabWriter(frame, (int)(values + others), (int)values);
        foreach (ref readonly var entry in entries)
        {
            foreach (ref readonly var output in entry.Outputs.AsSpan())
            {
                slab.Value(output.Value);
                if (output.Key is { } key) slab.Other(key);
                slab.Headers(output.Headers);
            }
        }

        return frame;
    }

    public static BatchReply Read(byte[] frame)
    {
        var head = new HeadReader(frame);
        var replica = head.Replica();
        var batch = head.Signed();
        var model = new ModelVersion(head.Text(), head.Text());
        head.Values();
        var entries = new RowEntry[head.Count(WireLimits.MaxRows, LeastEntry)];
        var outputs = WireLimits.MaxOutputs;
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = ReadEntry(ref head, outputs);
            outputs -= entries[i].Outputs.Length;
        }

        head.SkipSections();
        return new BatchReply(replica, batch, model, ImmutableCollectionsMarshal.AsImmutableArray(entries));
    }

    private static (long Values, long Others) Measure(ReadOnlySpan<RowEntry> entries)
    {
        if (entries.Length > WireLimits.MaxRows)
            throw new WireFormatException($"A reply has {entries.Length} entries, more than {WireLimits.MaxRows}");

        var (values, others, outputs) = (0L, 0L, 0L);
        foreach (ref readonly var entry in entries)
        {
            var each = entry.Outputs.AsSpan();
            outputs += each.Length;
            foreach (ref readonly var output in each)
            {
                values += output.Value.Length;
                others += output.Key?.Length ?? 0;
                foreach (ref readonly var header in output.Headers.AsSpan()) others += header.Value.Length;
            }
        }

        return outputs <= WireLimits.MaxOutputs ? (values, others)
            : throw new WireFormatException($"A reply has {outputs} outputs, more than {WireLimits.MaxOutputs}");
    }

    private static void WriteEntry(HeadWriter head, in RowEntry entry)
    {
        var outputs = entry.Outputs.AsSpan();
        head.Number((uint)entry.Row);
        head.Number((uint)entry.Status);
        head.Number((uint)outputs.Length);
        foreach (ref readonly var output in outputs) WriteOutput(head, output);

        if (entry.Failure != FailureKind.None) head.Field(Failure, (uint)entry.Failure);
        if (entry.Message is { } message)
        {
            head.Number(Message << 1);
            head.Text(message);
        }

        head.EndFields();
    }

    private static void WriteOutput(HeadWriter head, in RowOutput output)
    {
        head.Number((uint)output.Value.Length);
        if (output.Key is { } key) head.Field(Key, (uint)key.Length);
        if (output.ContentType is { } contentType)
        {
            head.Number(ContentType << 1);
            head.Text(contentType);
        }

        if (!output.Headers.IsDefaultOrEmpty) head.Headers(Headers, output.Headers);
        head.EndFields();
    }

    private static RowEntry ReadEntry(ref HeadReader head, int outputsLeft)
    {
        var row = head.Length();
        var status = (RowStatus)head.Choice(Statuses);
        var outputs = ReadOutputs(ref head, outputsLeft);
        var (failure, message) = (FailureKind.None, default(string));
        while (head.Number() is var tag and not 0)
        {
            switch (tag)
            {
                case Failure << 1: failure = (FailureKind)head.Choice(Kinds); break;
                case Message << 1: message = head.Text(); break;
                default: head.Skip(tag); break;
            }
        }

        return new RowEntry(row, status) { Outputs = outputs, Failure = failure, Message = message };
    }

    private static ImmutableArray<RowOutput> ReadOutputs(ref HeadReader head, int left)
    {
        var count = head.Count(left, LeastOutput);
        if (count == 0) return [];

        var outputs = new RowOutput[count];
        for (var i = 0; i < outputs.Length; i++) outputs[i] = ReadOutput(ref head);
        return ImmutableCollectionsMarshal.AsImmutableArray(outputs);
    }

    private static RowOutput ReadOutput(ref HeadReader head)
    {
        var value = head.Value(head.Length());
        ReadOnlyMemory<byte>? key = null;
        var contentType = default(string);
        ImmutableArray<RecordHeader> headers = default;
        while (head.Number() is var tag and not 0)
        {
            switch (tag)
            {
                case Key << 1: key = head.Other(head.Length()); break;
                case ContentType << 1: contentType = head.Text(); break;
                case (Headers << 1) | 1: headers = head.Headers(); break;
                default: head.Skip(tag); break;
            }
        }

        return new RowOutput(value) { Key = key, ContentType = contentType, Headers = headers };
    }
}
