using ActorServe.Gateway;
using ActorServe.Replica;
using ActorServe.Seed;
using ActorServe.Seed.Admin;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Programs.Certificates;
using Akka.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorServe.Cli.Tests.Control;

/// <summary>A seed with its admin REST on a port of loopback, a replica node and a gateway, in this process. No topic is read.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestCluster(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    /// <summary>Where others find it.</summary>
    public Akka.Actor.Address Seed => Akka.Cluster.Cluster.Get(_app.Services.GetRequiredService<Akka.Actor.ActorSystem>()).SelfAddress;

    /// <summary>Starts it.</summary>
    /// <param name="modelRoot">Where the replica node's models are.</param>
    /// <param name="token">What the admin REST asks for.</param>
    /// <param name="certificate">A certificate file; with one it answers over https.</param>
    public static async Task<TestCluster> StartAsync(string modelRoot, string? token = null, string? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().UseUrls(certificate is null ? "http://127.0.0.1:0" : "https://127.0.0.1:0")
            .ConfigureKestrel(kestrel => kestrel.UseCertificate(new CertificateOptions { CertificateFile = certificate }));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Admin:Token"] = token });
        builder.Services.AddActorServeSeed();
        builder.Services.AddActorServeAdmin(builder.Configuration.GetSection("Admin"));
        builder.Services.AddAkka(ActorPaths.SystemName, akka => akka
            .ConfigureLoggers(l => l.ClearLoggers())
            .WithActorServeSystem("127.0.0.1", 0, Roles.Seed, Roles.Replica, Roles.Gateway)
            .WithActorServeReplica(new ReplicaOptions { ModelRoot = modelRoot })
            .WithActorServeGateway(new GatewayOptions { Kafka = { BootstrapServers = "127.0.0.1:1" } })
            .WithActorServeSeed()
            .WithClusterOfOne());
        var app = builder.Build();
        app.MapActorServeAdmin();
        await app.StartAsync();
        return new TestCluster(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
