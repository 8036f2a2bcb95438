using System.Collections.Concurrent;
using ActorServe.Cli.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActorServe.Cli.Tests.Control;

/// <summary>A change of what is deployed, which others change too, played by a server.</summary>
public sealed class ScaleWaitSpecs : IAsyncLifetime
{
    private readonly TestTerminal _terminal = new();
    private readonly WebApplication _seed;
    private readonly ConcurrentQueue<string> _statuses = [];
    private long _version = 3;
    private int _conflicts;

    public ScaleWaitSpecs()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _seed = builder.Build();
    }

    public async ValueTask InitializeAsync()
    {
        _seed.MapPut("/api/serve/applications/", (long if_version) => Put(if_version));
        _seed.MapGet("/api/serve/applications/", Get);
        await _seed.StartAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _seed.DisposeAsync();

    [Fact]
    public async Task A_change_is_made_anew_of_what_somebody_else_made_of_it_meanwhile()
    {
        _conflicts = 2;
        var seen = new List<long>();

        var answer = await Wait().UntilChangedAsync(
            status =>
            {
                seen.Add(status.GetProperty("config_version").GetInt64());
                return "applications: []";
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(200, answer.Status);
        Assert.Equal([3, 4, 5], seen);
    }

    [Fact]
    public async Task An_application_that_is_waited_for_runs_when_none_of_its_deployments_is_being_scaled_whatever_others_do()
    {
        _statuses.Enqueue("UPSCALING");
        _statuses.Enqueue("HEALTHY");

        Assert.True(await Wait().UntilRunningAsync(3, TestContext.Current.CancellationToken));

        Assert.Empty(_statuses);
        Assert.Empty(_terminal.Error);
    }

    private IResult Put(long version)
    {
        Assert.Equal(_version, version);
        if (_conflicts-- <= 0) return Results.Text($$"""{"version":{{_version}},"warnings":[]}""", "application/json");

        _version++;
        return Results.Json(new { error = "somebody else was faster" }, statusCode: 409);
    }

    private IResult Get()
    {
        var none = Array.Empty<object>();
        var status = _statuses.TryDequeue(out var next) ? next : "HEALTHY";
        var model = new { status, message = "", target_num_replicas = 1, replicas = none };
        return Results.Json(new
        {
            version = _version,
            config_version = _version,
            applications = new
            {
                digits = new { status = "RUNNING", message = "", gateways = none, deployments = new { model } },
                others = new { status = "DEPLOY_FAILED", message = "no such file", gateways = none, deployments = new { } },
            },
        });
    }

    private DeployWait Wait()
    {
        var client = new AdminClient(AdminConnection.Of(_seed.Urls.Single(), null));
        return new DeployWait(client, _terminal.Terminal, TimeSpan.FromMinutes(2)) { Application = "digits" };
    }
}
