using System.Text.Json;
using ActorServe.Gateway.Embedded;

namespace ActorServe.Cli.Tests.Commands;

public sealed class ProduceAndConsumeSpecs : IAsyncLifetime
{
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly TestTerminal _terminal = new();
    private readonly TestFolder _folder = new();

    public ValueTask InitializeAsync()
    {
        _broker.CreateTopic("t", 3);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task A_value_comes_back_as_a_line()
    {
        Assert.Equal(ExitCodes.Ok, await ProduceAsync("hello"));

        Assert.Equal(ExitCodes.Ok, await ConsumeAsync());
        Assert.Equal("hello\n", _terminal.RawText);
    }

    [Fact]
    public async Task Every_line_becomes_a_record()
    {
        var piped = new TestTerminal("one\ntwo\nthree\n");
        Assert.Equal(ExitCodes.Ok, await piped.RunAsync("produce", "t", "--lines", "-", "--key", "k", "--kafka", _broker.BootstrapServers));
        Assert.Contains("3 records to t", piped.Output, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Ok, await ConsumeAsync("--count", "3"));
        Assert.Equal("one\ntwo\nthree\n", _terminal.RawText);
    }

    [Fact]
    public async Task Stopped_while_it_waits_for_a_line_it_delivers_what_it_has()
    {
        using var stopping = new CancellationTokenSource();
        using var pipe = new QuietPipe("one\ntwo\n");
        var piped = new TestTerminal { RawInput = pipe };
        var produce = piped.RunAsync(stopping.Token, "produce", "t", "--lines", "-", "--key", "k", "--kafka", _broker.BootstrapServers);
        await pipe.IsAskedForMore.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        await stopping.CancelAsync();

        Assert.True(await produce == ExitCodes.Ok, piped.All);
        Assert.Contains("2 records to t", piped.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, await ConsumeAsync());
        Assert.Equal("one\ntwo\n", _terminal.RawText);
    }

    [Fact]
    public async Task Stopped_in_the_middle_of_a_long_file_it_reads_no_more()
    {
        using var stopping = new CancellationTokenSource();
        using var endless = new EndlessLines(after: 1_000, stopping.Cancel);
        var piped = new TestTerminal { RawInput = endless };

        Assert.True(
            await piped.RunAsync(stopping.Token, "produce", "t", "--lines", "-", "--kafka", _broker.BootstrapServers) == ExitCodes.Ok,
            piped.All);

        Assert.Contains(" records to t", piped.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repeated_lines_come_until_it_is_stopped()
    {
        using var stopping = new CancellationTokenSource();
        var file = _folder.Write("lines", "one\ntwo\n"u8.ToArray());
        var producing = new TestTerminal();
        var produce = producing.RunAsync(
            stopping.Token, "produce", "t", "--lines", file, "--repeat", "--rate", "1000", "--key", "k", "--kafka",
            _broker.BootstrapServers);

        Assert.Equal(ExitCodes.Ok, await ConsumeAsync("--count", "5"));
        await stopping.CancelAsync();

        Assert.Equal("one\ntwo\none\ntwo\none\n", _terminal.RawText);
        Assert.True(await produce == ExitCodes.Ok, producing.All);
    }

    [Fact]
    public async Task Only_the_lines_of_a_file_can_be_repeated()
    {
        Assert.Equal(ExitCodes.Usage, await ProduceAsync("--lines", "-", "--repeat"));

        Assert.Contains("--repeat needs --lines with a file.", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bytes_of_a_file_come_back_byte_for_byte()
    {
        byte[] bytes = [0, 255, 10, 13, 128];

        Assert.Equal(ExitCodes.Ok, await ProduceAsync("--file", _folder.Write("value.bin", bytes)));

        Assert.Equal(ExitCodes.Ok, await ConsumeAsync());
        Assert.Equal([.. bytes, (byte)'\n'], _terminal.Raw);
    }

    [Fact]
    public async Task Json_has_key_headers_and_place()
    {
        Assert.Equal(ExitCodes.Ok, await ProduceAsync("hello", "--key", "k", "--header", "trace=1", "--header", "trace=2"));

        Assert.Equal(ExitCodes.Ok, await ConsumeAsync("--json"));
        using var json = JsonDocument.Parse(_terminal.RawText);
        var root = json.RootElement;
        Assert.Equal(("t", 0, "k", "hello"), (
            root.GetProperty("topic").GetString(), root.GetProperty("offset").GetInt32(),
            root.GetProperty("key").GetString(), root.GetProperty("value").GetString()));
        Assert.Equal(["1", "2"], root.GetProperty("headers").EnumerateArray().Select(h => h.GetProperty("value").GetString()));
    }

    [Fact]
    public async Task From_the_end_nothing_old_is_shown()
    {
        Assert.Equal(ExitCodes.Ok, await ProduceAsync("old"));

        Assert.Equal(ExitCodes.Failed, await ConsumeAsync("--from", "end", "--count", "1", "--timeout", "0.3"));
        Assert.Empty(_terminal.Raw);
        Assert.Contains("0 of 1 records came, and for 0.3 s no other", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_below_zero_counts_from_the_end()
    {
        foreach (var value in (string[])["a", "b", "c"]) Assert.Equal(ExitCodes.Ok, await ProduceAsync(value, "--key", "k"));

        Assert.Equal(ExitCodes.Ok, await ConsumeAsync("--from", "-2"));
        Assert.Equal("b\nc\n", _terminal.RawText);
    }

    [Fact]
    public async Task An_offset_beyond_the_end_is_the_end()
    {
        foreach (var value in (string[])["a", "b", "c"]) Assert.Equal(ExitCodes.Ok, await ProduceAsync(value, "--key", "k"));

        Assert.Equal(ExitCodes.Ok, await ConsumeAsync("--from", "2"));
        Assert.Equal("c\n", _terminal.RawText);
        Assert.Equal(ExitCodes.Ok, await ConsumeAsync("--from", "1000"));
        Assert.Equal("c\n", _terminal.RawText);
    }

    [Fact]
    public async Task Following_ends_when_it_is_asked_to()
    {
        using var stopping = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        Assert.Equal(
            ExitCodes.Ok, await _terminal.RunAsync(stopping.Token, "consume", "t", "--follow", "--kafka", _broker.BootstrapServers));
    }

    [Fact]
    public async Task A_topic_that_is_not_there_is_told()
    {
        Assert.Equal(ExitCodes.Failed, await _terminal.RunAsync("consume", "nowhere", "--kafka", _broker.BootstrapServers));
        Assert.Contains("there is no topic nowhere", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_topic_that_is_not_there_is_not_made_unless_that_is_asked_for()
    {
        Assert.Equal(ExitCodes.Failed, await _terminal.RunAsync("produce", "misspelt", "x", "--kafka", _broker.BootstrapServers));
        Assert.Contains("there is no topic misspelt", _terminal.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failed, await _terminal.RunAsync("consume", "misspelt", "--kafka", _broker.BootstrapServers));

        Assert.Equal(ExitCodes.Ok, await _terminal.RunAsync("produce", "misspelt", "x", "--create", "--kafka", _broker.BootstrapServers));

        Assert.Contains("1 record to misspelt", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_above_the_limit_is_told_with_both_sizes()
    {
        Assert.Equal(ExitCodes.Failed, await ProduceAsync("--file", _folder.Write("large.bin", new byte[8_000_001])));

        Assert.Contains(
            "a record of 8,000,001 bytes is too large for t: the limit is 8,000,000 bytes", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_is_told()
    {
        Assert.Equal(ExitCodes.Failed, await _terminal.RunAsync("produce", "t", "x", "--kafka", "127.0.0.1:1"));
        Assert.Contains("cannot reach Kafka at 127.0.0.1:1", _terminal.Error, StringComparison.Ordinal);
    }

    private Task<int> ProduceAsync(params string[] args) =>
        _terminal.RunAsync(["produce", "t", .. args, "--kafka", _broker.BootstrapServers]);

    private Task<int> ConsumeAsync(params string[] args) =>
        _terminal.RunAsync(["consume", "t", .. args, "--kafka", _broker.BootstrapServers]);

    /// <summary>Gives its text, and then nothing: as a pipe whose writer is quiet, it does not hear of cancellation.</summary>
    private sealed class QuietPipe(string text) : MemoryStream(System.Text.Encoding.UTF8.GetBytes(text))
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsAskedForMore => _asked.Task;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position < Length) return Read(buffer.Span);
            _asked.TrySetResult();
            return await new TaskCompletionSource<int>().Task;
        }
    }

    /// <summary>One line after the other, without end.</summary>
    private sealed class EndlessLines(int after, Action then) : MemoryStream
    {
        private int _lines;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (++_lines == after) then();
            "line\n"u8.CopyTo(buffer.Span);
            return ValueTask.FromResult(5);
        }
    }
}
