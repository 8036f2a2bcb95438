using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HdrHistogram;

namespace ActorServe.Door;

/// <summary>What a number of connections, each with one request at a time, got out of a server.</summary>
/// <param name="PerSecond">Requests a second.</param>
/// <param name="P50">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
/// <param name="CpuMicroseconds">CPU of the server, a request.</param>
internal sealed record LoadResult(double PerSecond, double P50, double P99, double CpuMicroseconds);

/// <summary>Sends the same request over and over, as cheaply as it can: it shares the server's cores.</summary>
internal static class Load
{
    // In its first seconds a server runs code that is hardly compiled: JSON then costs twice what it does later.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);

    public static async Task<LoadResult> MeasureAsync(
        Uri url, byte[] body, string contentType, int connections, TimeSpan time, Func<TimeSpan> cpu)
    {
        var head = $"POST {url.AbsolutePath} HTTP/1.1\r\nhost: {url.Authority}\r\n"
            + $"content-type: {contentType}\r\ncontent-length: {body.Length}\r\n\r\n";
        byte[] request = [.. Encoding.ASCII.GetBytes(head), .. body];
        var histogram = new LongConcurrentHistogram(1, 60_000_000, 3);
        using var stop = new CancellationTokenSource();
        var running = Enumerable.Range(0, connections)
            .Select(_ => Task.Run(() => RepeatAsync(url, request, histogram, stop.Token))).ToList();
        await Task.WhenAny(Task.WhenAll(running), Task.Delay(WarmUp));
        histogram.Reset();
        var (began, before) = (Stopwatch.GetTimestamp(), cpu());
        await Task.WhenAny(Task.WhenAll(running), Task.Delay(time));
        var (elapsed, used) = (Stopwatch.GetElapsedTime(began), cpu() - before);
        var count = histogram.TotalCount;
        var result = new LoadResult(
            count / elapsed.TotalSeconds, histogram.GetValueAtPercentile(50) / 1_000.0, histogram.GetValueAtPercentile(99) / 1_000.0,
            used.TotalMicroseconds / count);
        await stop.CancelAsync();
        await Task.WhenAll(running);
        return result;
    }

    private static async Task RepeatAsync(Uri url, byte[] request, LongConcurrentHistogram histogram, CancellationToken stop)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, url.Port, CancellationToken.None);
        var buffer = new byte[64 << 10];
        while (!stop.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            await socket.SendAsync(request);
            await ReadAnswerAsync(socket, buffer);
            histogram.RecordValue(Math.Max(1, (long)Stopwatch.GetElapsedTime(began).TotalMicroseconds));
        }
    }

    private static async ValueTask ReadAnswerAsync(Socket socket, byte[] buffer)
    {
        var (count, wanted) = (0, int.MaxValue);
        while (count < wanted)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(count));
            if (read == 0) throw new IOException("the server closed the connection");
            count += read;
            if (wanted == int.MaxValue && buffer.AsSpan(0, count).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
                wanted = end + 4 + LengthIn(buffer.AsSpan(0, end + 2));
        }
    }

    private static int LengthIn(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 200"u8)) throw new IOException(Encoding.ASCII.GetString(head));
        var rest = head[(head.IndexOf("Content-Length: "u8) + 16)..];
        return int.Parse(rest[..rest.IndexOf((byte)'\r')], NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
