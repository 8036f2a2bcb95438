using System.Text;
using ActorServe.TestSupport.Kafka;
using ActorServe.TestSupport.Processes;
using ActorServe.TestSupport.Serving;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ActorServe.Kafka.Tests;

/// <summary>Dead letters that a pipeline wrote, put back by the command, on a real broker.</summary>
public sealed class DeadLetterSpecs(BrokerFixture broker)
{
    private const int Poisoned = 3;
    private const int PerPartition = 50;
    private const int Ok = 0;
    private const int NotReplayable = 7;

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task What_fails_again_gets_a_dead_letter_of_its_own_and_does_not_go_round()
    {
        var application = await CreateAsync();
        application.Fill(PerPartition * ServedApplication.Partitions);
        await using var process = application.Start();
        await application.AllCommittedAsync(_patience, process);
        Assert.Equal(PerPartition, Letters(application));

        // The second time only those of the replays: the first ones went back before.
        for (var round = 1; round <= 2; round++)
        {
            var (exitCode, output) = await ReplayAsync(application);
            Assert.Equal(Ok, exitCode);
            Assert.Contains($"{PerPartition} dead letters went back", output, StringComparison.Ordinal);
            await application.AllCommittedAsync(_patience, process);
            Assert.Equal((round + 1) * PerPartition, Letters(application));
        }

        await process.TerminateAsync(_patience);
        var audit = await CommandAudit.RunAsync(broker.Kafka, application.Input, application.Output, application.DeadLetter);
        Assert.Equal(new CommandAudit(PerPartition * (ServedApplication.Partitions + 2), 0, 3 * PerPartition, 0, 0), audit);
    }

    [Fact]
    public async Task A_value_that_was_left_out_comes_from_the_record_itself_until_that_is_gone()
    {
        var application = await CreateAsync();
        await application.Topics.LimitAsync(application.DeadLetter, ("max.message.bytes", "2000"));
        var value = Enumerable.Range(0, 20_000).Select(n => (byte)n).ToArray();
        using (var producer = application.Topics.Producer())
        {
            producer.Produce(new TopicPartition(application.Input, Poisoned), new Message<byte[]?, byte[]> { Key = [1], Value = value });
            producer.Flush(_patience);
        }

        await using (var process = application.Start())
        {
            await application.AllCommittedAsync(_patience, process);
            Assert.Equal(Ok, await process.TerminateAsync(_patience));
        }

        Assert.Empty(Assert.Single(application.Topics.ReadAll(application.DeadLetter)).Value);
        Assert.Equal(Ok, (await ReplayAsync(application)).ExitCode);
        Assert.All(
            application.Topics.ReadAll(application.Input),
            record => Assert.Equal((1, value.Length), (record.Key!.Length, record.Value.Length)));
        Assert.Equal(2, application.Topics.EndOffsets(application.Input).Sum());

        await DeleteRecordsAsync(application.Input, offset: 1);
        var (exitCode, output) = await ReplayAsync(application, "--again");
        Assert.Equal(NotReplayable, exitCode);
        Assert.Contains($"{application.Input}/{Poisoned}/0 is not there any more", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_topic_of_dead_letters_does_not_take_of_a_record_stops_no_partition_and_goes_back_with_it()
    {
        var application = await CreateAsync();
        await application.Topics.LimitAsync(
            application.DeadLetter, ("max.message.bytes", "2000"), ("message.timestamp.before.max.ms", "3600000"));
        var old = new Timestamp(TimeProvider.System.GetUtcNow().AddDays(-2).UtcDateTime);
        using (var producer = application.Topics.Producer())
        {
            var to = new TopicPartition(application.Input, Poisoned);
            producer.Produce(to, new Message<byte[]?, byte[]> { Key = [1], Value = [2], Timestamp = old });
            producer.Produce(to, new Message<byte[]?, byte[]> { Key = new byte[20_000], Value = [3] });
            producer.Flush(_patience);
        }

        await using (var process = application.Start())
        {
            await application.AllCommittedAsync(_patience, process);
            Assert.Equal(Ok, await process.TerminateAsync(_patience));
        }

        var letters = application.Topics.ReadAll(application.DeadLetter).OrderBy(letter => letter.Value.Length).ToList();
        Assert.Equal([$"{application.Input}/{Poisoned}/1", "\u0001"], letters.Select(letter => Encoding.UTF8.GetString(letter.Key!)));
        Assert.Equal(Ok, (await ReplayAsync(application)).ExitCode);
        var back = Read(application.Input, 4);
        Assert.Equal(back.Take(2).Select(Told).Order(), back.Skip(2).Select(Told).Order());
    }

    private static (long Time, int Key, int Value) Told(ConsumeResult<byte[], byte[]> record) =>
        (record.Message.Timestamp.UnixTimestampMs, record.Message.Key.Length, record.Message.Value.Length);

    private List<ConsumeResult<byte[], byte[]>> Read(string topic, int count)
    {
        var config = new ConsumerConfig { BootstrapServers = broker.Kafka, GroupId = topic, EnableAutoCommit = false };
        using var consumer = new ConsumerBuilder<byte[], byte[]>(config).Build();
        consumer.Assign(new TopicPartitionOffset(topic, Poisoned, Offset.Beginning));
        return [.. Enumerable.Range(0, count).Select(_ => consumer.Consume(_patience))];
    }

    private Task<ServedApplication> CreateAsync() =>
        ServedApplication.CreateAsync(broker.Kafka, "Poisoned", [$"user_config: {{ partition: {Poisoned} }}"], ["max_attempts: 1"]);

    private static long Letters(ServedApplication application) => application.Topics.EndOffsets(application.DeadLetter).Sum();

    private async Task<(int ExitCode, string Output)> ReplayAsync(ServedApplication application, params string[] options)
    {
        await using var command = ServeProcess.Start(
            Path.Combine(AppContext.BaseDirectory, "ActorServe.Cli.dll"),
            ["dead-letters", "replay", "--topic", application.DeadLetter, "--yes", "--kafka", broker.Kafka, .. options]);
        return (await command.ExitedAsync(_patience), command.Output);
    }

    private async Task DeleteRecordsAsync(string topic, long offset)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.Kafka }).Build();
        await admin.DeleteRecordsAsync([new TopicPartitionOffset(topic, Poisoned, offset)]);
    }
}
