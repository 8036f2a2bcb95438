using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorServe.Gateway.Produce;
using ActorServe.Shared.Configuration;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Librdkafka;

/// <summary>
/// An idempotent producer straight on librdkafka: half the cost of the managed one, whose delivery reports are most of it. The client
/// copies each record, so that no managed memory is pinned for longer than the call. Reports come as events, on a thread of its own.
/// </summary>
internal sealed unsafe class NativeProducer : IRecordProducer
{
    private const int CopyValue = 2;
    private const int FixedFields = 7;

    private readonly ClientHandle _client;
    private readonly DeliveryEvents _events;
    private readonly Dictionary<string, nint> _topics = [];
    private RecordField[] _fields = new RecordField[FixedFields + 8];
    private bool _isDisposed;

    private NativeProducer(ClientHandle client, IDeliveryListener listener, ClientLog log)
    {
        _client = client;
        _events = new DeliveryEvents(client, listener, log);
    }

    /// <summary>How producers of one application are made.</summary>
    public static ConnectProducer Connector(KafkaConnection connection, KafkaConfig kafka, TimeProvider time, ILogger logger) =>
        (packing, listener) =>
        {
            var client = ClientHandle.Create(ProducerProperties.For(connection, kafka.Properties, packing), DeliveryEvents.Wanted);
            return new NativeProducer(client, listener, new ClientLog("Kafka producer", logger, time));
        };

    /// <inheritdoc/>
    public ErrorCode Produce(in OutgoingRecord record, int id)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var topic = Topic(record.Topic);

        fixed (byte* headers = record.Headers.Buffer)
        fixed (byte* key = record.Key.GetValueOrDefault().Span)
        fixed (byte* value = record.Value.GetValueOrDefault().Span)
        fixed (RecordField* fields = Fields(FixedFields + record.Headers.Count))
        {
            fields[0] = new RecordField { Type = RecordField.Topic, First = topic };
            fields[1] = new RecordField { Type = RecordField.Flags, Number = CopyValue };
            fields[2] = new RecordField { Type = RecordField.Partition, Number = record.Partition };
            fields[3] = new RecordField { Type = RecordField.Opaque, First = id };
            fields[4] = new RecordField { Type = RecordField.Timestamp, First = (nint)Math.Max(0, record.TimestampMs) };
            fields[5] = Bytes(RecordField.Key, record.Key, key);
            fields[6] = Bytes(RecordField.Value, record.Value, value);
            for (var i = 0; i < record.Headers.Count; i++) fields[FixedFields + i] = Header(record.Headers[i], headers);

            return Code(Native.Produce(_client, fields, (nuint)(FixedFields + record.Headers.Count)));
        }
    }

    /// <summary>What was not reported yet never is. The client is torn down by its own thread: this does not wait.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _events.Stop();
        _client.Dispose();
    }

    // A client that is dead answers with what it died of.
    private ErrorCode Code(nint error)
    {
        if (error == 0) return ErrorCode.NoError;

        var code = Native.ErrorCodeOf(error);
        Native.ErrorDestroy(error);
        return code is not ErrorCode.Local_QueueFull && _client.Fatal() is not null ? ErrorCode.Local_Fatal : code;
    }

    // A null pointer is a null to the client, and what is empty is not null.
    private static RecordField Bytes(int type, ReadOnlyMemory<byte>? bytes, byte* pinned) => new()
    {
        Type = type,
        First = bytes is null ? 0 : pinned is null ? (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference("\0"u8)) : (nint)pinned,
        Second = bytes.GetValueOrDefault().Length,
    };

    private static RecordField Header(OutgoingHeaders.Entry entry, byte* buffer) => new()
    {
        Type = RecordField.Header,
        First = (nint)(buffer + entry.Name),
        Second = (nint)(buffer + entry.Value),
        Third = entry.ValueLength,
    };

    private RecordField[] Fields(int count)
    {
        if (_fields.Length < count) _fields = new RecordField[count * 2];
        return _fields;
    }

    private nint Topic(string name)
    {
        if (!_topics.TryGetValue(name, out var topic)) _topics[name] = topic = _client.Topic(name);
        return topic;
    }
}
