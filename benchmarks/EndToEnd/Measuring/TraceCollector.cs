using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorServe.EndToEnd.Measuring;

/// <summary>
/// A collector on loopback that takes whatever it is sent: an exporter that nobody answers does other work than one that sends.
/// </summary>
internal sealed class TraceCollector : IAsyncDisposable
{
    private readonly WebApplication _server;
    private long _bytes;

    private TraceCollector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapPost("/v1/traces", async context =>
        {
            Interlocked.Add(ref _bytes, await CountAsync(context.Request.BodyReader));
        });
    }

    /// <summary>Where it takes traces.</summary>
    public string Address => $"{_server.Urls.Single()}/v1/traces";

    /// <summary>Bytes of requests' bodies so far.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public static async Task<TraceCollector> StartAsync()
    {
        var collector = new TraceCollector();
        await collector._server.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private static async Task<long> CountAsync(PipeReader body)
    {
        var bytes = 0L;
        while (true)
        {
            var read = await body.ReadAsync();
            bytes += read.Buffer.Length;
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return bytes;
        }
    }
}
