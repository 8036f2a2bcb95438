using System.Text;
using ActorServe.TestSupport.Kafka;
using ActorServe.TestSupport.Processes;
using Confluent.Kafka;

namespace ActorServe.Kafka.Tests;

/// <summary>What commands send and a real broker does not take: it refuses batches whole.</summary>
public sealed class RefusalSpecs(BrokerFixture broker) : IDisposable
{
    private const int Small = 100;
    private const int Limit = 10_000;
    private const int Failed = 1;
    private const int NotReplayable = 7;

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    private readonly string _input = $"refusals-{Guid.NewGuid():N}";
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_dead_letter_that_is_too_large_keeps_no_other_from_going_back()
    {
        var (topics, letters) = (await CreateAsync(), $"{_input}.dlq");
        await topics.CreateAsync(1, letters);
        topics.Fill(_input, partitions: 1, Small + 1, n => Encoding.UTF8.GetBytes($"{-n}"));
        WriteLetters(topics, letters);

        var (exitCode, output) = await RunAsync("dead-letters", "replay", "--topic", letters, "--yes");

        Assert.True(exitCode == NotReplayable, output);
        Assert.Contains(
            $"{letters}/0/{Small / 2} is refused (Broker: Message size too large): it cannot be replayed", output,
            StringComparison.Ordinal);
        Assert.Contains($"{Small} dead letters went back", output, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(-Small, 2 * Small).Append(0).Order(), Numbers(topics));

        Assert.Equal(NotReplayable, (await RunAsync("dead-letters", "replay", "--topic", letters, "--yes")).ExitCode);
        Assert.Equal(2 * Small + 1, topics.EndOffsets(_input).Sum());
    }

    [Fact]
    public async Task A_line_that_is_too_large_for_its_topic_takes_no_other_with_it()
    {
        var topics = await CreateAsync();
        var lines = Enumerable.Range(0, Small).Select(n => $"{n}").ToList();
        lines.Insert(Small / 2, new string('x', 2 * Limit));
        await File.WriteAllLinesAsync(_file, lines, TestContext.Current.CancellationToken);

        var (exitCode, output) = await RunAsync("produce", _input, "--lines", _file, "--key", "k");

        Assert.True(exitCode == Failed, output);
        Assert.Contains(
            "1 record was not delivered: Broker: Message size too large: the largest has 20,001 bytes", output, StringComparison.Ordinal);
        Assert.Contains(", and the topic's max.message.bytes is 10,000", output, StringComparison.Ordinal);
        Assert.Contains($"{Small} records to {_input}", output, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, Small), Numbers(topics));
    }

    private async Task<TestTopics> CreateAsync()
    {
        var topics = new TestTopics(broker.Kafka);
        await topics.CreateAsync(1, _input);
        await topics.LimitAsync(_input, ("max.message.bytes", $"{Limit}"));
        return topics;
    }

    private void WriteLetters(TestTopics topics, string letters)
    {
        using var producer = topics.Producer();
        for (var source = 0; source <= Small; source++)
        {
            // One in their middle has too much; each of the others its number.
            var value = source == Small / 2 ? new byte[2 * Limit] : Encoding.UTF8.GetBytes($"{(source < Small / 2 ? source : source - 1)}");
            var headers = new Headers { { "actorserve-source", Encoding.UTF8.GetBytes($"{_input}/0/{source}") } };
            producer.Produce(new TopicPartition(letters, 0), new Message<byte[]?, byte[]> { Value = value, Headers = headers });
        }

        producer.Flush(_patience);
    }

    /// <summary>All numbers on the topic, sorted: a record that was sent again may stand behind others.</summary>
    private IEnumerable<int> Numbers(TestTopics topics) => topics.ReadAll(_input)
        .Select(record => int.Parse(Encoding.UTF8.GetString(record.Value), System.Globalization.CultureInfo.InvariantCulture)).Order();

    private async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        await using var command = ServeProcess.Start(
            Path.Combine(AppContext.BaseDirectory, "ActorServe.Cli.dll"), [.. arguments, "--kafka", broker.Kafka]);
        return (await command.ExitedAsync(_patience), command.Output);
    }
}
