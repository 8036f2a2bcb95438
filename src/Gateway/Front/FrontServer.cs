using System.Collections.Immutable;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Programs.Certificates;
using Akka;
using Akka.Actor;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Front;

/// <summary>The door's own Kestrel, beside whatever else its process serves.</summary>
/// <remarks>
/// When its process ends, it takes no more requests (503, <c>Connection: close</c>) and finishes those that it has, while the gateway
/// drains and replicas still answer; then it stops to listen. A process that only stops its host without an ActorSystem closes at once.
/// </remarks>
public sealed class FrontServer : IHostedService, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(2);

    private readonly FrontOptions _options;
    private readonly CertificateOptions _tls;
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Door _door;
    private WebApplication? _listening;

    internal FrontServer(FrontOptions options, CertificateOptions tls, Door door, TimeProvider time, ILoggerFactory loggers)
    {
        (_options, _tls, _door, _time, _loggers) = (options, tls, door, time, loggers);
        _log = loggers.CreateLogger<FrontServer>();
    }

    /// <summary>
    /// Where it listens, as <c>http://address:port</c> or <c>https://…</c>; empty before it was started, and where it does not listen.
    /// </summary>
    public ImmutableArray<string> Addresses { get; private set; } = [];

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.Addresses.Count == 0) return;
        try
        {
            await ListenAsync(_options.Addresses, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException taken) when (_options.MayTakeAnyPort && taken.InnerException is AddressInUseException)
        {
            await ListenAsync(["http://127.0.0.1:0"], cancellationToken).ConfigureAwait(false);
        }

        _log.LogInformation("HTTP at {Addresses}", string.Join(' ', Addresses));
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        // The shutdown of the ActorSystem, which follows, waits for what is in hand.
        _door.Room.Close();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_listening is { } listening) await listening.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => (_listening as IDisposable)?.Dispose();

    /// <summary>
    /// Has the shutdown of an ActorSystem close the door first, and wait for what is in hand beside the gateway's own drain.
    /// </summary>
    internal void DrainWith(ActorSystem system, Func<TimeSpan> within)
    {
        var shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "close-door", () =>
        {
            _door.Room.Close();
            return Task.FromResult(Done.Instance);
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceRequestsDone, "drain-door", async () =>
        {
            await DrainAsync(within()).ConfigureAwait(false);
            return Done.Instance;
        });
    }

    private async Task DrainAsync(TimeSpan within)
    {
        await Task.WhenAny(_door.Room.Idle, Task.Delay(within, _time)).ConfigureAwait(false);
        if (_door.Room.Requests is > 0 and var left) _log.LogWarning("{Requests} HTTP requests are given up", left);
        if (_listening is not { } listening) return;

        using var last = new CancellationTokenSource(LastAnswers, _time);
        await listening.StopAsync(last.Token).ConfigureAwait(false);
    }

    private async Task ListenAsync(IReadOnlyList<string> urls, CancellationToken cancellationToken)
    {
        var listening = Build(urls);
        try
        {
            await listening.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await listening.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        (_listening, Addresses) = (listening, [.. listening.Urls]);
    }

    private WebApplication Build(IReadOnlyList<string> urls)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration()
            .ConfigureKestrel(Limit).ConfigureKestrel(kestrel => kestrel.UseCertificate(_tls));
        // Nothing here blocks, and each hand-over between threads that this saves costs more than all that the door does.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Services.AddSingleton(_loggers);
        // Its process hears signals; a console lifetime in here would hear them, too.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var listening = builder.Build();
        foreach (var url in urls) listening.Urls.Add(url);
        listening.Run(_door.AnswerAsync);
        return listening;
    }

    private void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        // The door itself counts a body's bytes; Kestrel, which counts those around its chunks too, only ends what goes far beyond.
        kestrel.Limits.MaxRequestBodySize = 2L * _options.MaxBodyBytes + (1 << 20);
        kestrel.Limits.KeepAliveTimeout = _options.KeepAliveTimeout;
        kestrel.Limits.MaxConcurrentConnections = _options.MaxConnections;
    }
}
