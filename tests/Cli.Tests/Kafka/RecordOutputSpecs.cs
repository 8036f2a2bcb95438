using System.Text.Json;
using ActorServe.Cli.Kafka;
using Confluent.Kafka;

namespace ActorServe.Cli.Tests.Kafka;

public sealed class RecordOutputSpecs
{
    [Theory]
    [InlineData(0, "\"1970-01-01T00:00:00.000Z\"")]
    [InlineData(253_402_300_799_999, "\"9999-12-31T23:59:59.999Z\"")]
    [InlineData(253_402_300_800_000, "253402300800000")]
    [InlineData(1_764_000_000_000_000, "1764000000000000")]
    [InlineData(long.MinValue, "-9223372036854775808")]
    public void A_timestamp_is_a_date_or_the_number_where_it_is_none(long milliseconds, string shown)
    {
        using var stream = new MemoryStream();
        var output = new RecordOutput(stream, asJson: true);

        output.Write(Record(new Timestamp(milliseconds, TimestampType.CreateTime)));
        output.Flush();

        using var json = JsonDocument.Parse(stream.ToArray());
        Assert.Equal(shown, json.RootElement.GetProperty("timestamp").GetRawText());
    }

    private static ConsumeResult<byte[]?, byte[]?> Record(Timestamp timestamp) => new()
    {
        Topic = "t",
        Message = new Message<byte[]?, byte[]?> { Value = "v"u8.ToArray(), Timestamp = timestamp },
    };
}
