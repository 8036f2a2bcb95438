using System.Text;
using ActorServe.Cli.Kafka;

namespace ActorServe.Cli.Tests.Kafka;

public sealed class RecordValuesSpecs
{
    [Theory]
    [InlineData("a\nb\n", "a", "b")]
    [InlineData("a\nb", "a", "b")]
    [InlineData("a\r\nb\r\n", "a", "b")]
    [InlineData("\n\na\n", "", "", "a")]
    [InlineData("\r\n", "")]
    [InlineData("")]
    public async Task A_line_ends_with_a_line_feed_and_a_carriage_return_before_it_is_part_of_its_end(string text, params string[] lines) =>
        Assert.Equal(lines, await LinesAsync(Encoding.Latin1.GetBytes(text)));

    [Theory]
    [InlineData("a\rb\n", "a\rb")]
    [InlineData("a\r\r\n", "a\r")]
    [InlineData("a\r", "a\r")]
    [InlineData("\u00ff\u00c3\u0028\n", "\u00ff\u00c3\u0028")]
    [InlineData("\u00ef\u00bb\u00bfa\nb\n", "\u00ef\u00bb\u00bfa", "b")]
    [InlineData("\u00ff\u00fea\0\n\0", "\u00ff\u00fea\0", "\0")]
    public async Task What_is_between_the_ends_is_not_touched_whatever_it_is(string bytes, params string[] values) =>
        Assert.Equal(values, await LinesAsync(Encoding.Latin1.GetBytes(bytes)));

    [Fact]
    public async Task Lines_are_whole_however_the_bytes_come()
    {
        var bytes = Encoding.Latin1.GetBytes("one\r\n\ntwo\u00ff\r\nthree");

        Assert.Equal(["one", "", "two\u00ff", "three"], await ReadAsync(new ByteByByte(bytes)));
    }

    [Fact]
    public async Task A_file_without_line_ends_is_not_read_whole_before_it_is_refused()
    {
        using var endless = new Endless();

        var refused = await Assert.ThrowsAsync<CommandFailedException>(() => ReadAsync(endless));

        Assert.Equal("a line of more than 16,000,000 bytes is too large: the limit is 8,000,000 bytes", refused.Message);
    }

    private static Task<List<string>> LinesAsync(byte[] bytes) => ReadAsync(new MemoryStream(bytes));

    private static async Task<List<string>> ReadAsync(Stream stream) =>
        await RecordValues.OfLines(stream, TestContext.Current.CancellationToken).Select(Encoding.Latin1.GetString)
            .ToListAsync(TestContext.Current.CancellationToken);

    private sealed class ByteByByte(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..1], cancellationToken);
    }

    private sealed class Endless : MemoryStream
    {
        private long _read;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Assert.True((_read += buffer.Length) < 100_000_000, "it reads for ever");
            // What a pool lends may have line feeds of somebody else's.
            buffer.Span.Fill((byte)'x');
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
