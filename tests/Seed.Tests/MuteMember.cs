using ActorServe.Shared.Hosting;
using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Microsoft.Extensions.Hosting;

namespace ActorServe.Seed.Tests;

/// <summary>A member of the cluster that has no replicated data: to whoever asks it for targets it is as one that is cut off.</summary>
internal sealed class MuteMember : IAsyncDisposable
{
    private readonly IHost _host;

    private MuteMember(IHost host) => _host = host;

    /// <summary>It is up when this returns.</summary>
    public static async Task<MuteMember> JoinAsync(ActorSystem to)
    {
        var cluster = Cluster.Get(to);
        var up = new TaskCompletionSource();
        var host = new HostBuilder().ConfigureServices(services => services.AddAkka(to.Name, akka => akka
            .ConfigureLoggers(l => l.ClearLoggers())
            .WithActorServeSystem("127.0.0.1", 0, Roles.Replica)
            .AddStartup((system, _) =>
            {
                Cluster.Get(system).RegisterOnMemberUp(() => up.TrySetResult());
                return Cluster.Get(system).JoinAsync(cluster.SelfAddress);
            }))).Build();
        await host.StartAsync();
        await up.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return new MuteMember(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
