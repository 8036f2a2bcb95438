using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using ActorServe.Cli.Serving;
using ActorServe.Gateway;

namespace ActorServe.Cli.Kafka;

/// <summary>The values that <c>produce</c> is given: one on the command line, a file's bytes, or lines.</summary>
internal static class RecordValues
{
    private const int LongestLine = 2 * KafkaConnection.MaxRecordBytes;

    /// <summary>A text's value; null is none.</summary>
    public static byte[]? Of(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);

    /// <summary>The bytes of a file, whole.</summary>
    public static async IAsyncEnumerable<byte[]> OfFile(string file)
    {
        await using var stream = Open(file);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        yield return bytes.ToArray();
    }

    /// <summary>The lines of a file over and over, without end; an empty file has none.</summary>
    public static async IAsyncEnumerable<byte[]> OfLinesForever(string file, [EnumeratorCancellation] CancellationToken stopping)
    {
        var isEmpty = false;
        while (!isEmpty)
        {
            isEmpty = true;
            await using var stream = Open(file);
            await foreach (var line in OfLines(stream, stopping))
            {
                isEmpty = false;
                yield return line;
            }
        }
    }

    /// <summary>The lines of a file, once.</summary>
    public static async IAsyncEnumerable<byte[]> OfLines(string file, [EnumeratorCancellation] CancellationToken stopping)
    {
        await using var stream = Open(file);
        await foreach (var line in OfLines(stream, stopping)) yield return line;
    }

    /// <summary>
    /// The lines of what is piped in, byte for byte. A line feed ends one, and is no part of it, nor is a carriage return before it; what
    /// follows the last is a line, too.
    /// </summary>
    /// <exception cref="CommandFailedException">A line is longer than any record by far: what it is read into has a bound.</exception>
    public static async IAsyncEnumerable<byte[]> OfLines(Stream stream, [EnumeratorCancellation] CancellationToken stopping)
    {
        // It is never completed: that would give back what a read that is left to itself may still write to.
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 << 10, leaveOpen: true));
        while (true)
        {
            // A pipe that is quiet does not hear of the cancellation: the read is left to itself, and the process ends with it. One that
            // never is quiet does not either.
            var read = await reader.ReadAsync(stopping).AsTask().WaitAsync(stopping);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                stopping.ThrowIfCancellationRequested();
                yield return LineOf(rest.Slice(0, end));
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (rest.Length > LongestLine) throw TooLong();
            if (read.IsCompleted)
            {
                if (!rest.IsEmpty) yield return rest.ToArray();
                yield break;
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }
    }

    private static CommandFailedException TooLong() => new(
        $"a line of more than {Words.Of(LongestLine)} bytes is too large: the limit is {Words.Of(KafkaConnection.MaxRecordBytes)} bytes");

    private static byte[] LineOf(ReadOnlySequence<byte> bytes)
    {
        var line = bytes.ToArray();
        return line is [.., (byte)'\r'] ? line[..^1] : line;
    }

    private static FileStream Open(string file)
    {
        try
        {
            return File.OpenRead(file);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"{file}: {refused.Message}", ExitCodes.Usage, refused);
        }
    }
}
