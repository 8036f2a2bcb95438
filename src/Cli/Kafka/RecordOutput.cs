using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ActorServe.Cli.Terminals;
using Confluent.Kafka;

namespace ActorServe.Cli.Kafka;

/// <summary>Writes records to a stream: a value a line, byte for byte, or a JSON object a line.</summary>
internal sealed class RecordOutput(Stream stream, bool asJson)
{
    private static readonly long FirstDate = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long LastDate = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);

    /// <summary>One more line.</summary>
    public void Write(ConsumeResult<byte[]?, byte[]?> record)
    {
        if (asJson) WriteJson(record);
        else _buffer.Write(record.Message.Value);
        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount >= 1 << 16) Flush();
    }

    /// <summary>What was written is out.</summary>
    /// <exception cref="ReaderGoneException">Whoever reads has enough.</exception>
    public void Flush()
    {
        if (_buffer.WrittenCount == 0) return;

        try
        {
            stream.Write(_buffer.WrittenSpan);
            stream.Flush();
        }
        catch (IOException cause) when (ReaderGoneException.Is(cause))
        {
            throw new ReaderGoneException(cause);
        }

        _buffer.ResetWrittenCount();
    }

    private void WriteJson(ConsumeResult<byte[]?, byte[]?> record)
    {
        using var json = new Utf8JsonWriter(
            _buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("topic", record.Topic);
        json.WriteNumber("partition", record.Partition.Value);
        json.WriteNumber("offset", record.Offset.Value);
        WriteTime(json, record.Message.Timestamp.UnixTimestampMs);
        WriteBytes(json, "key", record.Message.Key);
        json.WriteStartArray("headers");
        foreach (var header in record.Message.Headers ?? [])
        {
            json.WriteStartObject();
            json.WriteString("name", header.Key);
            WriteBytes(json, "value", header.GetValueBytes());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteBytes(json, "value", record.Message.Value);
        json.WriteEndObject();
    }

    /// <summary>A timestamp as a date; null where it is none, as microseconds that a producer took for milliseconds.</summary>
    public static string? DateOf(long milliseconds) => milliseconds < FirstDate || milliseconds > LastDate
        ? null
        : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime.ToString(
            "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static void WriteTime(Utf8JsonWriter json, long milliseconds)
    {
        if (DateOf(milliseconds) is { } date) json.WriteString("timestamp", date);
        else json.WriteNumber("timestamp", milliseconds);
    }

    /// <summary>As text where it is UTF-8, else as <c>{"base64": …}</c>, so that nothing is garbled.</summary>
    private static void WriteBytes(Utf8JsonWriter json, string name, byte[]? bytes)
    {
        if (bytes is null)
        {
            json.WriteNull(name);
        }
        else if (Utf8.IsValid(bytes))
        {
            json.WriteString(name, Encoding.UTF8.GetString(bytes));
        }
        else
        {
            json.WriteStartObject(name);
            json.WriteBase64String("base64", bytes);
            json.WriteEndObject();
        }
    }
}
