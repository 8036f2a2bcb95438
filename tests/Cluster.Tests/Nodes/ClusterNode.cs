using System.Reflection;
using ActorServe.Gateway;
using ActorServe.Gateway.Embedded;
using ActorServe.Replica;
using ActorServe.Routing;
using ActorServe.Seed;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport;
using ActorServe.TestSupport.Processes;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Remote;
using Akka.Remote.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActorServe.ClusterTests.Nodes;

/// <summary>One node of a <see cref="ClusterFixture"/>.</summary>
public sealed class ClusterNode
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static int _routers;
    private readonly IHost _host;
    private readonly TcpProxy? _proxy;

    private ClusterNode(NodeSetup setup, IHost host, TcpProxy? proxy)
    {
        (Setup, _host, _proxy) = (setup, host, proxy);
        System = host.Services.GetRequiredService<ActorSystem>();
    }

    /// <summary>What it was made of.</summary>
    public NodeSetup Setup { get; }

    /// <summary>Whether it neither left nor was killed.</summary>
    public bool IsRunning { get; private set; } = true;

    /// <summary>Its ActorSystem, also when it has ended.</summary>
    public ActorSystem System { get; }

    /// <summary>Its services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Its view of the cluster.</summary>
    public Cluster Cluster => Cluster.Get(System);

    /// <summary>Its address, as members and replica entries have it.</summary>
    public string Address => Cluster.SelfAddress.ToString();

    /// <summary>Its port, for a node that is to come back on the same address.</summary>
    public int Port => Cluster.SelfAddress.Port!.Value;

    /// <summary>The controller, or its proxy, as the seed's registry has it.</summary>
    public IActorRef Controller => Services.GetRequiredService<ActorRegistry>().Get<ControllerKey>();

    /// <summary>Starts a node; it has joined nobody yet.</summary>
    public static async Task<ClusterNode> StartAsync(NodeSetup setup, ITestOutputHelper? output)
    {
        if (setup.HasProxy) setup = setup with { Port = FreePorts.Next() };
        var host = Build(setup, output);
        await host.StartAsync();
        return new ClusterNode(setup, host, setup.HasProxy ? new TcpProxy(setup.Port) : null);
    }

    /// <summary>Every connection that others made to it ends: what is on its way is lost, and the next message makes another.</summary>
    public void BreakConnections() => _proxy!.Break();

    /// <summary>What the node's gateway does; on a gateway with a broker.</summary>
    public Task<GatewayStatus> GatewayAsync() =>
        Services.GetRequiredService<ActorRegistry>().Get<GatewayKey>().Ask<GatewayStatus>(new GatewayProtocol.GetGatewayStatus(), Patience);

    /// <summary>
    /// Starts a router as a gateway has one, at <see cref="ActorPaths.Router"/> or a name of its own where there is one already.
    /// </summary>
    public IActorRef StartRouter(DeploymentId deployment, RouterOptions? options = null) => System.ActorOf(
        RouterActor.Props(deployment, options ?? new RouterOptions(), Interlocked.Increment(ref _routers), TimeProvider.System),
        $"{ActorPaths.Router(deployment)}-{Interlocked.Increment(ref _routers)}");

    /// <summary>
    /// Asks the controller for these applications, again where it refuses them, as it does while it knows too little; on a seed.
    /// </summary>
    public async Task<ControlProtocol.TargetsSet> SetTargetsAsync(ServeConfig config)
    {
        ControlProtocol.TargetsSet? set = null;
        await Eventually.AssertAsync(async () =>
            set = Assert.IsType<ControlProtocol.TargetsSet>(
                await Controller.Ask<object>(new ControlProtocol.SetTargets(config), Patience)));
        return set!;
    }

    /// <summary>What the controller says; on a seed.</summary>
    public Task<ServeStatus> GetStatusAsync() => Controller.Ask<ServeStatus>(ControlProtocol.GetStatus.Instance, Patience);

    /// <summary>Ends as SIGTERM would: drains, leaves the cluster, ends.</summary>
    public async Task LeaveAsync()
    {
        await _host.StopAsync();
        await EndAsync();
    }

    /// <summary>Waits until it has ended by itself, because the cluster asked it to leave or went on without it.</summary>
    public async Task EndedAsync()
    {
        await System.WhenTerminated.WaitAsync(TimeSpan.FromMinutes(2));
        await EndAsync();
    }

    /// <summary>Ends as kill -9 would: connections break, and nobody is told anything.</summary>
    public async Task KillAsync()
    {
        await ((IRemoteActorRefProvider)((ExtendedActorSystem)System).Provider).Transport.Shutdown();
        await System.Terminate();
        await EndAsync();
    }

    private async Task EndAsync()
    {
        IsRunning = false;
        _host.Dispose();
        if (_proxy is not null) await _proxy.DisposeAsync();
    }

    private static IHost Build(NodeSetup setup, ITestOutputHelper? output)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(setup.Settings);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        if (output is not null) builder.Logging.AddProvider(new TestOutputLogs(output)).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddActorServeSeed();
        builder.Services.AddActorServeReplica(builder.Configuration.GetSection("ActorServe"));
        setup.Host?.Invoke(builder);
        builder.Services.AddAkka(ActorPaths.SystemName, (akka, services) =>
        {
            akka.ConfigureLoggers(l =>
                {
                    l.ClearLoggers();
                    l.AddLoggerFactory();
                })
                .WithActorServeSystem(Remote(setup), [.. setup.Roles])
                .AddHocon(ConfigurationFactory.ParseString(setup.Hocon).WithFallback(Settings()), HoconAddMode.Prepend);
            if (setup.Roles.Contains(Roles.Seed)) akka.WithActorServeSeed();
            if (setup.Roles.Contains(Roles.Replica))
                akka.WithActorServeReplica(services.GetRequiredService<IOptions<ReplicaOptions>>().Value);
            if (setup.Kafka is { } broker) akka.WithActorServeGateway(GatewayOf(broker), broker);
            setup.Akka?.Invoke(akka, services);
        });
        return builder.Build();
    }

    private static RemoteOptions Remote(NodeSetup setup) => new()
    {
        HostName = setup.HasProxy ? TcpProxy.NodeHost : "127.0.0.1", PublicHostName = "127.0.0.1", Port = setup.Port,
    };

    private static GatewayOptions GatewayOf(EmbeddedBroker broker)
    {
        var options = new GatewayOptions { Kafka = { BootstrapServers = broker.BootstrapServers } };
        foreach (var (name, value) in broker.Connection.Properties) options.Kafka.Properties[name] = value;
        return options;
    }

    private static Config Settings()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("cluster-tests.conf")!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
