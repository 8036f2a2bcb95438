using ActorServe.Gateway.Embedded;
using Confluent.Kafka;
using FsCheck.Xunit;

namespace ActorServe.Gateway.Tests.Embedded;

public sealed class ConsumedOffsetsSpecs
{
    private static readonly TopicPartition Partition = new("t", 0);

    private readonly ConsumedOffsets _offsets = new();

    [Fact]
    public void The_slowest_reader_decides()
    {
        _offsets.Consumed("a", Partition, 10);
        _offsets.Consumed("b", Partition, 5);

        Assert.Equal([new TopicPartitionOffset(Partition, 5)], _offsets.TakeTrims());
    }

    [Fact]
    public void A_reader_that_has_consumed_nothing_keeps_everything()
    {
        _offsets.AddReader("a", "t");
        _offsets.Consumed("b", Partition, 5);

        Assert.Empty(_offsets.TakeTrims());
    }

    [Property]
    public void Trims_only_move_forward_and_never_past_a_reader(byte[] steps)
    {
        var consumed = new[] { 0L, 0L };
        var last = 0L;
        var offsets = new ConsumedOffsets();
        offsets.AddReader("0", "t");
        offsets.AddReader("1", "t");
        foreach (var step in steps)
        {
            var reader = step % 2;
            consumed[reader] = Math.Max(consumed[reader], step);
            offsets.Consumed($"{reader}", Partition, step);
            foreach (var trim in offsets.TakeTrims())
            {
                Assert.InRange(trim.Offset.Value, last + 1, consumed.Min());
                last = trim.Offset.Value;
            }
        }

        Assert.Equal(consumed.Min(), last);
    }
}
