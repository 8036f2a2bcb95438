using System.Collections.Immutable;
using ActorServe.Cli.Kafka;
using ActorServe.Gateway;
using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Cli.Tests.Kafka;

public sealed class TopicReaderSpecs
{
    private readonly FakeTimeProvider _time = new();
    private readonly TopicReader _reader =
        new(new KafkaConnection("127.0.0.1:1", ImmutableDictionary<string, string>.Empty), TestContext.Current.CancellationToken);

    [Fact]
    public void A_partition_that_is_written_to_behind_its_end_does_not_hide_that_another_is_silent()
    {
        var written = 0;
        var consumer = ScriptedConsumer.Create(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.True(written < 100, "it reads for ever");
            return ScriptedConsumer.Record(new TopicPartitionOffset("t", 0, written++));
        });
        var progress = new ReadingProgress("t", new ClientLog(), _time);

        var failure = Assert.Throws<CommandFailedException>(
            () => _reader.Read(consumer, "t", [new OffsetRange(0, 0, 2), new OffsetRange(1, 0, 5)], progress).ToList());

        Assert.Contains("nothing of t came", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_partition_that_is_read_to_its_end_is_given_up()
    {
        var written = 0;
        var consumer = ScriptedConsumer.Create(() => ScriptedConsumer.Record(new TopicPartitionOffset("t", written % 2, written++ / 2)));
        var progress = new ReadingProgress("t", new ClientLog(), _time);

        var records = _reader.Read(consumer, "t", [new OffsetRange(0, 0, 1), new OffsetRange(1, 0, 3)], progress).ToList();

        Assert.Equal([(0, 0L), (1, 0L), (1, 1L), (1, 2L)], records.Select(r => (r.Partition.Value, r.Offset.Value)));
        Assert.Equal([0, 1], ScriptedConsumer.Of(consumer).Unassigned.Select(p => p.Partition.Value));
    }
}
