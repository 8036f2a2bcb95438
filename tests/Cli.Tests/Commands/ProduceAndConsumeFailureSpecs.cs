using ActorServe.Gateway.Embedded;
using Confluent.Kafka;

namespace ActorServe.Cli.Tests.Commands;

public sealed class ProduceAndConsumeFailureSpecs : IAsyncLifetime
{
    private const short ProduceRequest = 0;
    private const short FetchRequest = 1;
    private const short ListOffsetsRequest = 2;
    private const short InitProducerIdRequest = 22;

    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly TestTerminal _terminal = new();

    public ValueTask InitializeAsync()
    {
        _broker.CreateTopic("t", 1);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Lines_before_one_that_is_refused_are_delivered_and_told()
    {
        var piped = new TestTerminal($"one\ntwo\n{new string('x', 8_000_001)}\nfour\n");

        Assert.Equal(ExitCodes.Failed, await LinesAsync(piped));

        Assert.Contains("2 records to t", piped.Output, StringComparison.Ordinal);
        Assert.Contains("record 3: a record of 8,000,002 bytes is too large", piped.Error, StringComparison.Ordinal);
        Assert.Contains("neither it nor what follows was sent", piped.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, await ConsumeAsync());
        Assert.Equal("one\ntwo\n", _terminal.RawText);
    }

    [Fact]
    public async Task Lines_before_one_that_cannot_be_read_are_delivered_and_told()
    {
        using var pipe = new BrokenPipe("one\ntwo\n");
        var piped = new TestTerminal { RawInput = pipe };

        Assert.Equal(ExitCodes.Failed, await LinesAsync(piped));

        Assert.Contains("2 records to t", piped.Output, StringComparison.Ordinal);
        Assert.StartsWith("error: record 3: the disk is gone; ", piped.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_topic_of_which_nothing_comes_any_more_is_told()
    {
        Assert.Equal(ExitCodes.Ok, await LinesAsync(new TestTerminal("hello\n")));
        _broker.FailRequests(FetchRequest, Enumerable.Repeat(ErrorCode.KafkaStorageError, 10_000).ToArray());

        var ended = await ConsumeAsync().WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Equal(ExitCodes.Failed, ended);
        Assert.StartsWith("error: nothing of t came for 8 s, though it has not ended", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partition_whose_offsets_cannot_be_read_is_told_in_a_line()
    {
        _broker.FailRequests(ListOffsetsRequest, Enumerable.Repeat(ErrorCode.TopicAuthorizationFailed, 100).ToArray());

        Assert.Equal(ExitCodes.Failed, await ConsumeAsync());

        Assert.Equal("error: t: Broker: Topic authorization failed\n", _terminal.Error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Records_that_are_refused_with_their_batch_are_sent_again_alone()
    {
        var lines = string.Concat(Enumerable.Range(0, 100).Select(n => $"{n}\n"));
        _broker.FailRequests(ProduceRequest, ErrorCode.MsgSizeTooLarge);
        var piped = new TestTerminal(lines);

        Assert.True(await LinesAsync(piped) == ExitCodes.Ok, piped.All);

        Assert.Contains("100 records to t", piped.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, await ConsumeAsync());
        Assert.Equal(lines.Split('\n').Order(), _terminal.RawText.Split('\n').Order());
    }

    [Fact]
    public async Task Where_nobody_may_write_idempotently_nothing_is_written_in_another_way()
    {
        _broker.FailRequests(InitProducerIdRequest, Enumerable.Repeat(ErrorCode.ClusterAuthorizationFailed, 100).ToArray());
        var piped = new TestTerminal("one\n");

        Assert.Equal(ExitCodes.Failed, await LinesAsync(piped));

        Assert.StartsWith("error: ", piped.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, await ConsumeAsync());
        Assert.Empty(_terminal.RawText);
    }

    private Task<int> LinesAsync(TestTerminal piped) =>
        piped.RunAsync("produce", "t", "--lines", "-", "--key", "k", "--kafka", _broker.BootstrapServers);

    private Task<int> ConsumeAsync() => _terminal.RunAsync("consume", "t", "--kafka", _broker.BootstrapServers);

    /// <summary>Gives its text, and then fails.</summary>
    private sealed class BrokenPipe(string text) : MemoryStream(System.Text.Encoding.UTF8.GetBytes(text))
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < Length ? ValueTask.FromResult(Read(buffer.Span)) : throw new IOException("the disk is gone");
    }
}
