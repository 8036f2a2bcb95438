using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using ActorServe.Gateway.Dispatch;
using ActorServe.Gateway.Tracing;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Produce;

/// <summary>
/// Writes results: key and timestamp of their row, the headers that the application carries over, and one header of ours that says which
/// model made it and of what. It costs no allocation a record.
/// </summary>
internal sealed class ResultRecords(ProduceOptions options)
{
    private const int MaxPrefixes = 256;
    private const int MaxTail = 96;
    private const string ContentType = "content-type";

    private readonly Dictionary<(ModelVersion? Model, string Topic), byte[]> _prefixes = [];
    private (ModelVersion? Model, string Topic) _last = (null, "");
    private byte[] _origin = [];
    private int _prefixLength = -1;

    /// <summary>One output of a row.</summary>
    /// <param name="outcome">The completed row.</param>
    /// <param name="part">Which of its outputs, from 0.</param>
    /// <param name="headers">Written anew.</param>
    /// <param name="span">What it is sent in, which replaces what would be carried over of another;
    /// null where its record is not traced.</param>
    public OutgoingRecord Write(in FlightOutcome outcome, int part, OutgoingHeaders headers, Activity? span = null)
    {
        var row = outcome.Row;
        var output = outcome.Entry.Outputs[part];
        headers.Clear();
        WriteHeaders(row, output, headers, isTraced: span is not null);
        if (span is not null) TraceHeaders.Write(headers, span);
        headers.Add("actorserve"u8, Origin(outcome, part));
        return new OutgoingRecord(options.OutputTopic!, headers)
        {
            Partition = options.OutputKeepsPartition && KeepsKey(row, output) ? row.Source.Partition : OutgoingRecord.AnyPartition,
            Key = output.Key ?? row.Key,
            Value = output.Value,
            TimestampMs = row.TimestampMs,
        };
    }

    private static bool KeepsKey(InferRow row, RowOutput output) =>
        output.Key is not { } key || (row.Key is { } own && key.Span.SequenceEqual(own.Span));

    private static void WriteHeaders(InferRow row, RowOutput output, OutgoingHeaders headers, bool isTraced)
    {
        var contentType = output.ContentType is { } own && own != row.ContentType ? own : null;
        foreach (var header in row.Headers)
        {
            if (contentType is not null && header.Name.Equals(ContentType, StringComparison.OrdinalIgnoreCase)) continue;
            if (isTraced && TraceHeaders.Has(header.Name)) continue;
            headers.Add(header.Name, header.Value.Span);
        }

        if (contentType is not null) headers.Add(ContentType, Encoding.UTF8.GetBytes(contentType));
        if (output.Headers.IsDefaultOrEmpty) return;

        foreach (var header in output.Headers)
        {
            if (!isTraced || !TraceHeaders.Has(header.Name)) headers.Add(header.Name, header.Value.Span);
        }
    }

    private ReadOnlySpan<byte> Origin(in FlightOutcome outcome, int part)
    {
        Prefix(outcome.Model, outcome.Row.Topic);
        var length = _prefixLength;
        length += Number(length, outcome.Row.Source.Partition);
        _origin[length++] = (byte)'/';
        length += Number(length, outcome.Row.Offset);
        var parts = outcome.Entry.Outputs.Length;
        if (parts == 1) return _origin.AsSpan(0, length);

        ";part="u8.CopyTo(_origin.AsSpan(length));
        length += ";part="u8.Length;
        length += Number(length, part + 1);
        _origin[length++] = (byte)'/';
        length += Number(length, parts);
        return _origin.AsSpan(0, length);
    }

    private int Number(int at, long number)
    {
        Utf8Formatter.TryFormat(number, _origin.AsSpan(at), out var written);
        return written;
    }

    // The next record mostly has the last one's model and topic: the buffer then holds the prefix already.
    private void Prefix(ModelVersion? model, string topic)
    {
        if (_prefixLength >= 0 && ReferenceEquals(_last.Model, model) && ReferenceEquals(_last.Topic, topic)) return;

        if (!_prefixes.TryGetValue((model, topic), out var prefix))
        {
            if (_prefixes.Count >= MaxPrefixes) _prefixes.Clear();
            prefix = Encoding.UTF8.GetBytes(PrefixOf(model, topic));
            _prefixes[(model, topic)] = prefix;
        }

        if (_origin.Length < prefix.Length + MaxTail) _origin = new byte[prefix.Length + MaxTail];
        prefix.CopyTo(_origin, 0);
        _prefixLength = prefix.Length;
        _last = (model, topic);
    }

    private static string PrefixOf(ModelVersion? model, string topic) => model is null
        ? $"v=1;source={topic}/"
        : $"v=1;model={Escape(model.Name)};version={Escape(model.Version)};source={topic}/";

    private static string Escape(string value) => value
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace(";", "%3B", StringComparison.Ordinal)
        .Replace("=", "%3D", StringComparison.Ordinal);
}
