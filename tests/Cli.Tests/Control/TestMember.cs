using ActorServe.Replica;
using ActorServe.Shared.Hosting;
using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorServe.Cli.Tests.Control;

/// <summary>Another replica node of a <see cref="TestCluster"/>, in this process.</summary>
internal sealed class TestMember : IAsyncDisposable
{
    private readonly IHost _host;

    private TestMember(IHost host) => _host = host;

    /// <summary><c>host:port</c>.</summary>
    public string Endpoint => $"{Cluster.Get(System).SelfAddress.Host}:{Cluster.Get(System).SelfAddress.Port}";

    /// <summary>Done when its ActorSystem has ended.</summary>
    public Task Ended => System.WhenTerminated.WaitAsync(TimeSpan.FromSeconds(60));

    private ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    /// <summary>It is up when this returns.</summary>
    /// <param name="seed">Of the cluster.</param>
    /// <param name="modelRoot">Where its models are.</param>
    public static async Task<TestMember> JoinAsync(Address seed, string modelRoot)
    {
        var up = new TaskCompletionSource();
        var host = new HostBuilder().ConfigureServices(services =>
        {
            services.AddSingleton<IHostLifetime, NoLifetime>();
            services.AddAkka(ActorPaths.SystemName, akka => akka
                .ConfigureLoggers(l => l.ClearLoggers())
                .WithActorServeSystem("127.0.0.1", 0, Roles.Replica)
                .WithActorServeReplica(new ReplicaOptions { ModelRoot = modelRoot })
                .AddStartup((system, _) =>
                {
                    Cluster.Get(system).RegisterOnMemberUp(() => up.TrySetResult());
                    return Cluster.Get(system).JoinAsync(seed);
                }));
        }).Build();
        await host.StartAsync();
        await up.Task.WaitAsync(TimeSpan.FromSeconds(60));
        return new TestMember(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
