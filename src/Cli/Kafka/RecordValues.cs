using System.Runtime.CompilerServices;
using System.Text;

namespace ActorServe.Cli.Kafka;

/// <summary>The values that <c>produce</c> is given: one on the command line, a file's bytes, or lines.</summary>
internal static class RecordValues
{
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

    /// <summary>The lines of what is piped in.</summary>
    public static async IAsyncEnumerable<byte[]> OfLines(Stream stream, [EnumeratorCancellation] CancellationToken stopping)
    {
        using var reader = new StreamReader(stream, new UTF8Encoding(false));
        // A pipe that is quiet does not hear of the cancellation: the read is left to itself, and the process ends with it. One that never
        // is quiet does not either.
        while (await reader.ReadLineAsync(stopping).AsTask().WaitAsync(stopping) is { } line)
        {
            stopping.ThrowIfCancellationRequested();
            yield return Encoding.UTF8.GetBytes(line);
        }
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
