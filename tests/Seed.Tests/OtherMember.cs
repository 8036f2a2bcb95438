using ActorServe.Shared.Hosting;
using Akka.Actor;
using Akka.Cluster;
using Akka.DistributedData;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorServe.Seed.Tests;

/// <summary>Another member of the cluster, with the role of a replica node and nothing on it.</summary>
internal sealed class OtherMember : IAsyncDisposable
{
    private readonly IHost _host;

    private OtherMember(IHost host) => _host = host;

    /// <summary>Its address.</summary>
    public Address Address => Cluster.Get(System).SelfAddress;

    /// <summary>Done when its ActorSystem has ended.</summary>
    public Task Ended => System.WhenTerminated.WaitAsync(TimeSpan.FromSeconds(60));

    private ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    /// <summary>It is up when this returns.</summary>
    /// <param name="to">Of the cluster.</param>
    /// <param name="isMute">It has no replicated data: to whoever asks it for targets it is as one that is cut off.</param>
    public static async Task<OtherMember> JoinAsync(ActorSystem to, bool isMute = false)
    {
        var cluster = Cluster.Get(to);
        var up = new TaskCompletionSource();
        var host = new HostBuilder().ConfigureServices(services => services.AddAkka(to.Name, akka => akka
            .ConfigureLoggers(l => l.ClearLoggers())
            .WithActorServeSystem("127.0.0.1", 0, Roles.Replica)
            .AddStartup((system, _) =>
            {
                if (isMute) system.Stop(DistributedData.Get(system).Replicator);
                Cluster.Get(system).RegisterOnMemberUp(() => up.TrySetResult());
                return Cluster.Get(system).JoinAsync(cluster.SelfAddress);
            }))).Build();
        await host.StartAsync();
        await up.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return new OtherMember(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
