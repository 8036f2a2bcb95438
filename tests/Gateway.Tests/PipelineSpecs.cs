using System.Text;
using ActorServe.ActorTestKit;
using ActorServe.Gateway;
using ActorServe.Gateway.Embedded;
using ActorServe.Gateway.Topics;
using ActorServe.Shared.Configuration;
using Akka.Actor;
using Akka.Hosting;
using Akka.Streams;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServe.Gateway.Tests;

/// <summary>The whole line on the embedded broker, with an echo in the router's place.</summary>
public sealed class PipelineSpecs : PatientTestKit
{
    private const int Partitions = 2;
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private KafkaConfig _kafka = new() { InputTopic = "in", OutputTopic = "out", Group = "echo" };

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    [Fact]
    public async Task Every_record_comes_out_in_its_partitions_order_and_is_committed()
    {
        Produce(0, Enumerable.Range(0, 500).Select(i => $"{i}"));
        Produce(1, Enumerable.Range(0, 300).Select(i => $"{i}"));
        var pipeline = Run();

        var results = Consume(800);
        pipeline.Drain();
        await pipeline.Completion.WaitAsync(_patience);

        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{i}"), results[0]);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"{i}"), results[1]);
        Assert.Equal([500, 300], Committed());
        var totals = pipeline.Read().Totals;
        Assert.Equal(new PipelineTotals(RecordsIn: 800, Results: 800) { Durations = totals.Durations }, totals);
        Assert.Equal(800, totals.Durations.Total);
    }

    [Fact]
    public async Task A_record_that_cannot_be_answered_stops_its_partition_before_it_and_no_other()
    {
        Produce(0, ["a", "b", "bad", "c"]);
        Produce(1, ["d", "e", "f"]);
        var pipeline = Run();

        var results = Consume(5);
        await AwaitAssertAsync(() => Assert.NotNull(pipeline.Read().Partitions.Single(p => p.Partition == 0).HaltedReason), _patience);
        pipeline.Drain();
        await pipeline.Completion.WaitAsync(_patience);

        Assert.Equal(["a", "b"], results[0]);
        Assert.Equal(["d", "e", "f"], results[1]);
        Assert.Equal([2, 3], Committed());
    }

    [Fact]
    public async Task A_record_that_cannot_be_answered_goes_to_the_dead_letter_topic_where_there_is_one()
    {
        _broker.CreateTopic("dead", Partitions);
        _kafka = _kafka with { DeadLetterTopic = "dead", OnFailure = FailurePolicy.DeadLetter };
        Produce(0, ["a", "bad", "b"]);
        var pipeline = Run();

        var results = Consume(2);
        var dead = Consume(1, "dead");
        pipeline.Drain();
        await pipeline.Completion.WaitAsync(_patience);

        Assert.Equal(["a", "b"], results[0]);
        Assert.Equal(["bad"], dead[0]);
        Assert.Equal(3, Committed()[0]);
        Assert.Equal(1, pipeline.Read().Totals.DeadLetters);
    }

    [Fact]
    public async Task Stopped_it_ends_without_waiting_for_rows_and_leaves_them_uncommitted()
    {
        Produce(0, ["a", "b"]);
        var pipeline = Run(CreateTestProbe().Ref);
        await AwaitAssertAsync(() => Assert.Equal(2, pipeline.Read().Totals.RecordsIn), _patience);

        pipeline.Stop();

        await pipeline.Completion.WaitAsync(_patience);
        Assert.True(Committed()[0] <= 0);
    }

    [Fact]
    public async Task A_broker_that_is_away_before_anything_was_assigned_is_noticed_and_so_is_its_return()
    {
        _broker.CreateTopic("in", Partitions);
        _broker.SetDown();
        var pipeline = Run();

        await AwaitAssertAsync(() => Assert.IsType<ReadingStatus.BrokerAway>(pipeline.Read().Reading), _patience);
        _broker.SetUp();

        await AwaitAssertAsync(() => Assert.IsType<ReadingStatus.Reads>(pipeline.Read().Reading), _patience);
        await AwaitAssertAsync(() => Assert.Equal(Partitions, pipeline.Read().Partitions.Length), _patience);
        pipeline.Stop();
        await pipeline.Completion.WaitAsync(_patience);
    }

    [Fact]
    public async Task A_run_that_its_clients_refuse_to_start_fails_instead_of_waiting()
    {
        _kafka = _kafka with { Properties = _kafka.Properties.Add("no.such.property", "1") };
        Produce(0, ["a"]);

        var pipeline = Run();

        await Assert.ThrowsAnyAsync<Exception>(() => pipeline.Completion.WaitAsync(_patience));
        Assert.True(pipeline.Completion.IsFaulted);
    }

    protected override async Task AfterAllAsync()
    {
        await base.AfterAllAsync();
        await _broker.DisposeAsync();
    }

    private IRunningPipeline Run(IActorRef? router = null)
    {
        _broker.CreateTopic("out", Partitions);
        var application = new ApplicationConfig
        {
            Name = "echo",
            RoutePrefix = "/echo",
            Ingress = "echo",
            Kafka = _kafka,
            Deployments = [new DeploymentConfig { Name = "echo", Model = "/none" }],
        };
        int? dead = _kafka.DeadLetterTopic is null ? null : Partitions;
        var parts = PipelineParts.ForKafka(
            application,
            _broker.Connection,
            new TopicPartitions(Partitions, Partitions, dead),
            router ?? Sys.ActorOf(Props.Create(() => new EchoRouter())),
            TimeProvider.System,
            NullLogger.Instance);
        return Pipeline.Run(parts, Sys.Materializer());
    }

    private void Produce(int partition, IEnumerable<string> values)
    {
        _broker.CreateTopic("in", Partitions);
        using var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = _broker.BootstrapServers }).Build();
        foreach (var value in values) producer.Produce(new TopicPartition("in", partition), new Message<Null, string> { Value = value });
        producer.Flush(_patience);
    }

    private List<string>[] Consume(int count, string topic = "out")
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(Config("reader")).Build();
        consumer.Assign(Enumerable.Range(0, Partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        List<string>[] values = [[], []];
        for (var i = 0; i < count; i++)
        {
            var record = consumer.Consume(_patience);
            Assert.True(record is not null, $"{i} of {count} records of {topic} came");
            values[record.Partition.Value].Add(Encoding.UTF8.GetString(record.Message.Value));
        }

        return values;
    }

    private long[] Committed()
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(Config(_kafka.Group)).Build();
        return
        [
            .. consumer.Committed(Enumerable.Range(0, Partitions).Select(p => new TopicPartition("in", p)), _patience)
                .Select(o => o.Offset.Value),
        ];
    }

    private new ConsumerConfig Config(string group) => new() { BootstrapServers = _broker.BootstrapServers, GroupId = group };
}
