using ActorServe.Cli.Terminals;
using ActorServe.Gateway;
using ActorServe.Gateway.Front;
using ActorServe.Replica;
using ActorServe.Seed;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Programs.Telemetry;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActorServe.Cli.Serving;

/// <summary>Seed, replica node and gateway in this process: one ActorSystem with three roles, in a cluster of its own.</summary>
internal sealed class ServeHost : IAsyncDisposable
{
    private const string Section = "ActorServe";
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BeyondTheDrain = TimeSpan.FromSeconds(20);
    private readonly IHost _host;
    private readonly IActorRef _controller;
    private readonly IActorRef _gateway;

    private ServeHost(IHost host)
    {
        _host = host;
        var registry = host.Services.GetRequiredService<ActorRegistry>();
        _controller = registry.Get<ControllerKey>();
        _gateway = registry.Get<GatewayKey>();
    }

    /// <summary>Starts everything and hands the applications over; they are not ready yet.</summary>
    /// <param name="config">The applications.</param>
    /// <param name="broker">The broker.</param>
    /// <param name="door">Where it answers over HTTP.</param>
    /// <param name="logs">Where the process logs to.</param>
    /// <exception cref="CommandFailedException">It cannot listen there.</exception>
    public static async Task<ServeHost> StartAsync(ServeConfig config, ServeBroker broker, DoorAddress door, ILoggerProvider logs)
    {
        var host = Build(broker, door, logs);
        try
        {
            return await StartAsync(host, config);
        }
        catch (Exception failure)
        {
            // What has started of it: an ActorSystem that nobody ends would keep the process alive.
            await host.StopAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ((IAsyncDisposable)host).DisposeAsync();
            if (failure is IOException { InnerException: AddressInUseException } taken)
                throw new CommandFailedException($"cannot answer over HTTP: {taken.Message}", inner: taken);
            throw;
        }
    }

    private static async Task<ServeHost> StartAsync(IHost host, ServeConfig config)
    {
        await host.StartAsync(CancellationToken.None);
        var serving = new ServeHost(host);
        // The gateway hears of them as every gateway of a cluster does.
        await Handover.UntilTakenAsync(
            () => serving._controller.Ask<object>(new ControlProtocol.SetTargets(config), AskTimeout), TimeProvider.System);
        return serving;
    }

    /// <summary>Where it answers over HTTP, as <c>http://address:port</c>; null where it does not.</summary>
    public string? Door => _host.Services.GetRequiredService<FrontServer>().Addresses.FirstOrDefault();

    /// <summary>What the controller says.</summary>
    public Task<ServeStatus> GetStatusAsync() => _controller.Ask<ServeStatus>(ControlProtocol.GetStatus.Instance, AskTimeout);

    /// <summary>What the gateway says.</summary>
    public Task<GatewayStatus> GetFlowAsync() => _gateway.Ask<GatewayStatus>(GatewayProtocol.GetGatewayStatus.Instance, AskTimeout);

    /// <summary>Drains, commits, leaves the groups and ends.</summary>
    /// <returns>What the gateway said when it had drained; null where that did not end in time.</returns>
    public async Task<GatewayStatus?> StopAsync()
    {
        var timeout = _host.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.ShutdownTimeout;
        var drained = await DrainAsync(timeout);
        await _host.StopAsync(CancellationToken.None);
        return drained;
    }

    // Before the host's own shutdown, which drains again and finds nothing: after it nobody can be asked how it went.
    private async Task<GatewayStatus?> DrainAsync(TimeSpan timeout)
    {
        try
        {
            await _gateway.Ask<GatewayProtocol.Drained>(new GatewayProtocol.Drain(timeout * 0.8), timeout);
            return await GetFlowAsync();
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private static IHost Build(ServeBroker broker, DoorAddress door, ILoggerProvider logs)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true).AddEnvironmentVariables();
        var section = builder.Configuration.GetSection(Section);
        builder.Logging.AddProvider(logs);
        builder.AddTraces("actorserve");
        // The command hears signals and stops the host; the host's own console lifetime would take them away from it.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton<IConfigureOptions<HostOptions>>(services => new ConfigureOptions<HostOptions>(
            host => host.ShutdownTimeout = services.GetRequiredService<IOptions<GatewayOptions>>().Value.ShutdownTimeout + BeyondTheDrain));
        builder.Services.AddActorServeSeed();
        builder.Services.AddActorServeReplica(section);
        builder.Services.AddActorServeGateway(section);
        builder.Services.PostConfigure<GatewayOptions>(o =>
        {
            Set(o.Kafka, broker.Connection);
            door.ApplyTo(o.Http, isConfigured: section["Http:Urls"] is not null);
        });
        builder.Services.AddActorServeFront();
        builder.Services.AddAkka(ActorPaths.SystemName, (akka, services) => akka
            .ConfigureLoggers(l =>
            {
                l.ClearLoggers();
                l.AddLoggerFactory();
            })
            .WithActorServeSystem("127.0.0.1", 0, Roles.Seed, Roles.Replica, Roles.Gateway)
            .WithActorServeReplica(services.GetRequiredService<IOptions<ReplicaOptions>>().Value)
            .WithActorServeGateway(services.GetRequiredService<IOptions<GatewayOptions>>().Value, broker.Embedded)
            .WithActorServeSeed()
            .WithClusterOfOne());
        return builder.Build();
    }

    private static void Set(KafkaOptions options, KafkaConnection kafka)
    {
        options.BootstrapServers = kafka.BootstrapServers;
        options.Properties.Clear();
        foreach (var (name, value) in kafka.Properties) options.Properties[name] = value;
    }
}
