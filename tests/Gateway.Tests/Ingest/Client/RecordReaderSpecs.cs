using System.Text;
using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Ingest.Client;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using Confluent.Kafka;

namespace ActorServe.Gateway.Tests.Ingest.Client;

public sealed class RecordReaderSpecs
{
    private static readonly KafkaConfig Kafka = new() { InputTopic = "in", Group = "group", OutputHeaders = ["traceparent"] };

    [Fact]
    public void A_row_has_what_its_record_has()
    {
        byte[] value = [1, 2, 3];
        var message = new Message<byte[]?, byte[]?> { Key = [9], Value = value, Timestamp = new Timestamp(1234, TimestampType.CreateTime) };

        var row = Read(message, Kafka);

        Assert.Equal(("in", 7L, 1234L, "application/json"), (row.Topic, row.Offset, row.TimestampMs, row.ContentType));
        Assert.Equal(new RowSource(1, 2, 3), row.Source);
        Assert.Equal([9], row.Key!.Value.ToArray());
        Assert.True(row.Value!.Value.Equals(new ReadOnlyMemory<byte>(value)));
    }

    [Fact]
    public void No_key_and_no_value_are_not_empty_ones()
    {
        var nothing = Read(new Message<byte[]?, byte[]?>(), Kafka);
        var empty = Read(new Message<byte[]?, byte[]?> { Key = [], Value = [] }, Kafka);

        Assert.Equal((null, null), (nothing.Key, nothing.Value));
        Assert.Equal((0, 0), (empty.Key?.Length, empty.Value?.Length));
    }

    [Theory]
    [InlineData(RecordFormat.Json, "application/json")]
    [InlineData(RecordFormat.Raw, "application/octet-stream")]
    public void Without_a_header_the_application_says_how_the_value_is_written(RecordFormat format, string expected) =>
        Assert.Equal(expected, Read(With(), Kafka with { Format = format }).ContentType);

    [Theory]
    [InlineData("content-type")]
    [InlineData("Content-Type")]
    public void The_last_content_type_header_counts(string name) =>
        Assert.Equal("text/plain", Read(With((name, "application/json"), ("other", "x"), (name, "text/plain")), Kafka).ContentType);

    [Fact]
    public void An_empty_content_type_says_nothing() =>
        Assert.Equal("application/json", Read(With(("content-type", "")), Kafka).ContentType);

    [Fact]
    public void A_content_type_of_any_length_is_kept_and_counts()
    {
        var contentType = new string('t', 100_000);

        var row = Read(With(("content-type", contentType)), Kafka);

        Assert.Equal(contentType, row.ContentType);
        Assert.True(row.Bytes > 100_000, $"the row counts for {row.Bytes} bytes");
    }

    [Fact]
    public void Only_the_headers_that_the_application_names_are_carried() =>
        Assert.Equal(
            ["traceparent=a", "traceparent=b"],
            Read(With(("traceparent", "a"), ("secret", "x"), ("traceparent", "b")), Kafka).Headers
                .Select(header => $"{header.Name}={Encoding.UTF8.GetString(header.Value.Span)}"));

    private static Message<byte[]?, byte[]?> With(params (string Name, string Value)[] headers)
    {
        var message = new Message<byte[]?, byte[]?> { Value = [1], Headers = [] };
        foreach (var (name, value) in headers) message.Headers.Add(name, Encoding.UTF8.GetBytes(value));
        return message;
    }

    private static InferRow Read(Message<byte[]?, byte[]?> message, KafkaConfig kafka) => new RecordReader(kafka).Read(
        new ConsumeResult<byte[]?, byte[]?> { Message = message, Offset = 7, Partition = 1 }, new RowSource(1, 2, 3));
}
