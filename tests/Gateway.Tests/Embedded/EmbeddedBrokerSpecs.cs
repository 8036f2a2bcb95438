using ActorServe.Gateway.Embedded;
using ActorServe.TestSupport;
using Confluent.Kafka;

namespace ActorServe.Gateway.Tests.Embedded;

public sealed class EmbeddedBrokerSpecs : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public void It_listens_on_loopback() => Assert.StartsWith("127.0.0.1:", _broker.BootstrapServers, StringComparison.Ordinal);

    [Fact]
    public void A_topic_is_made_once()
    {
        Assert.True(_broker.CreateTopic("t", 3));
        Assert.False(_broker.CreateTopic("t", 5));
    }

    [Fact]
    public async Task What_a_reader_consumed_is_trimmed()
    {
        _broker.CreateTopic("t", 1);
        await Produce(100);

        _broker.TrimTo("t", 0, 60);

        await StartsAt(60);
    }

    [Fact]
    public async Task A_followed_topic_is_trimmed_as_far_as_the_group_committed()
    {
        _broker.CreateTopic("t", 1);
        await Produce(100);
        _broker.FollowGroup("g", "t");
        using var consumer = Consumer("g");

        consumer.Commit([new TopicPartitionOffset("t", 0, 40)]);

        await StartsAt(40);
        consumer.Close();
    }

    [Fact]
    public async Task Nothing_is_trimmed_that_another_reader_still_needs()
    {
        _broker.CreateTopic("t", 1);
        await Produce(100);
        _broker.FollowGroup("g", "t");
        _broker.TrimTo("t", 0, 60);
        using var consumer = Consumer("g");

        consumer.Commit([new TopicPartitionOffset("t", 0, 10)]);

        await StartsAt(10);
        consumer.Close();
    }

    [Fact]
    public async Task Three_times_what_a_partition_can_keep_goes_through_it_when_it_is_trimmed()
    {
        const int Rounds = 8, Records = 200, Bytes = 10_000;
        _broker.CreateTopic("t", 1);
        _broker.FollowGroup("g", "t");
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = _broker.BootstrapServers }).Build();
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(
            new ConsumerConfig { BootstrapServers = _broker.BootstrapServers, GroupId = "g" }).Build();
        consumer.Assign(new TopicPartitionOffset("t", 0, 0));
        List<long> read = [];
        for (var round = 1; round <= Rounds; round++)
        {
            for (var i = 0; i < Records; i++)
                producer.Produce(new TopicPartition("t", 0), new Message<Null, byte[]> { Value = new byte[Bytes] });
            await Task.Run(() => producer.Flush(Patience));
            while (read.Count < round * Records)
                read.Add(consumer.Consume(Patience)?.Offset.Value ?? throw new TimeoutException($"{read.Count} records"));
            consumer.Commit([new TopicPartitionOffset("t", 0, read.Count)]);
            _broker.TrimTo("t", 0, read.Count);
            // All that both readers consumed is gone, and nothing else was there.
            await StartsAt(read.Count);
        }

        Assert.Equal(Enumerable.Range(0, Rounds * Records).Select(offset => (long)offset), read);
        consumer.Close();
    }

    [Fact]
    public async Task Several_stand_side_by_side()
    {
        await using var other = EmbeddedBroker.Start();

        Assert.NotEqual(_broker.BootstrapServers, other.BootstrapServers);
        Assert.True(_broker.CreateTopic("t", 1));
        Assert.True(other.CreateTopic("t", 1));
    }

    private async Task Produce(int count)
    {
        // One record to a batch: a batch is trimmed whole, or not at all.
        var config = new ProducerConfig { BootstrapServers = _broker.BootstrapServers, BatchNumMessages = 1 };
        using var producer = new ProducerBuilder<Null, string>(config).Build();
        for (var i = 0; i < count; i++) producer.Produce(new TopicPartition("t", 0), new Message<Null, string> { Value = $"{i}" });
        await Task.Run(() => producer.Flush(Patience));
    }

    private IConsumer<Ignore, string> Consumer(string group) =>
        new ConsumerBuilder<Ignore, string>(new ConsumerConfig { BootstrapServers = _broker.BootstrapServers, GroupId = group }).Build();

    private async Task StartsAt(long offset)
    {
        using var consumer = Consumer("look");
        await Eventually.AssertAsync(
            () => Assert.Equal(offset, consumer.QueryWatermarkOffsets(new TopicPartition("t", 0), Patience).Low.Value));
    }
}
