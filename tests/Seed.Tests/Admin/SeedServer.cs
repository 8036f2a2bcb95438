using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ActorServe.Seed.Admin;
using ActorServe.Shared.Hosting;
using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorServe.Seed.Tests.Admin;

/// <summary>A seed alone in its cluster, whose admin REST answers on a port of loopback.</summary>
internal sealed class SeedServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SeedServer(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromMinutes(1) };
    }

    public HttpClient Http { get; }

    public ActorSystem System => _app.Services.GetRequiredService<ActorSystem>();

    public Address Address => Cluster.Get(System).SelfAddress;

    public static async Task<SeedServer> StartAsync(string? token = null, Action<SeedOptions>? configure = null, Address? join = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ActorServe:Admin:Token"] = token });
        builder.Services.AddActorServeSeed(configure);
        builder.Services.AddActorServeAdmin(builder.Configuration.GetSection("ActorServe:Admin"));
        builder.Services.AddAkka(ActorPaths.SystemName, akka => akka
            .ConfigureLoggers(l => l.ClearLoggers())
            .WithActorServeSystem("127.0.0.1", 0, Roles.Seed)
            .WithActorServeSeed()
            .AddStartup((system, _) => Cluster.Get(system).JoinAsync(join ?? Cluster.Get(system).SelfAddress)));
        var app = builder.Build();
        app.MapActorServeAdmin();
        await app.StartAsync();
        return new SeedServer(app);
    }

    public Task<HttpResponseMessage> PutAsync(string body, string contentType = "application/yaml", long? ifVersion = null)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return Http.PutAsync(
            new Uri($"/api/serve/applications/{(ifVersion is null ? "" : $"?if_version={ifVersion}")}", UriKind.Relative), content);
    }

    public async Task<JsonElement> GetAsync(string path = "/api/serve/applications/") =>
        await ReadAsync(await Http.GetAsync(new Uri(path, UriKind.Relative)));

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
