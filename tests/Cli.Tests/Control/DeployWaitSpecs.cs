using ActorServe.Cli.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActorServe.Cli.Tests.Control;

/// <summary>A deployment to a cluster whose controller moves meanwhile, played by a server that is unavailable at first.</summary>
public sealed class DeployWaitSpecs : IAsyncLifetime
{
    private const string Running = """
        {"version":7,"applications":{"digits":{"status":"RUNNING","message":"","deployments":{},"gateways":[]}}}
        """;

    private readonly TestTerminal _terminal = new();
    private readonly WebApplication _seed = NewSeed();
    private readonly Queue<string> _older = [];
    private int _unavailable;

    public async ValueTask InitializeAsync()
    {
        _seed.MapPut("/api/serve/applications/", () => Answer("""{"version":7,"warnings":[]}"""));
        _seed.MapGet("/api/serve/applications/", () => Answer(_older.TryDequeue(out var older) ? older : Running));
        await _seed.StartAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _seed.DisposeAsync();

    [Fact]
    public async Task A_file_is_put_again_while_there_is_no_controller()
    {
        _unavailable = 2;

        var answer = await Wait(TimeSpan.FromMinutes(2)).UntilTakenAsync("applications: []", TestContext.Current.CancellationToken);

        Assert.Equal(200, answer.Status);
        Assert.Equal("the cluster: no controller answered\n", _terminal.Output);
    }

    [Fact]
    public async Task The_wait_goes_on_while_there_is_no_controller()
    {
        _unavailable = 2;

        Assert.True(await Wait(TimeSpan.FromMinutes(2)).UntilRunningAsync(7, TestContext.Current.CancellationToken));

        Assert.EndsWith("digits: RUNNING\n", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Older_targets_without_the_application_do_not_mean_that_it_was_taken_down()
    {
        _older.Enqueue("""{"version":6,"applications":{}}""");
        var wait = new DeployWait(Client(), _terminal.Terminal, TimeSpan.FromMinutes(2)) { Application = "digits" };

        Assert.True(await wait.UntilRunningAsync(7, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Targets_that_others_set_meanwhile_are_told_and_are_no_success()
    {
        _older.Enqueue("""{"version":10,"config_version":9,"applications":{}}""");

        Assert.False(await Wait(TimeSpan.FromMinutes(2)).UntilRunningAsync(7, TestContext.Current.CancellationToken));

        Assert.Equal("error: other targets were set meanwhile: number 9, after 7; status shows what runs\n", _terminal.Error);
    }

    [Fact]
    public async Task Pins_of_models_are_no_other_targets()
    {
        _older.Enqueue(Running.Replace("\"version\":7", "\"version\":9,\"config_version\":7", StringComparison.Ordinal));

        Assert.True(await Wait(TimeSpan.FromMinutes(2)).UntilRunningAsync(7, TestContext.Current.CancellationToken));
        Assert.Empty(_older);
    }

    [Fact]
    public async Task Both_end_when_their_time_is_over()
    {
        _unavailable = int.MaxValue;

        Assert.Equal(503, (await Wait(TimeSpan.Zero).UntilTakenAsync("applications: []", TestContext.Current.CancellationToken)).Status);
        Assert.False(await Wait(TimeSpan.Zero).UntilRunningAsync(7, TestContext.Current.CancellationToken));
    }

    private static WebApplication NewSeed()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }

    private IResult Answer(string json) => Interlocked.Decrement(ref _unavailable) >= 0
        ? Results.Json(new { error = "no controller answered" }, statusCode: 503)
        : Results.Text(json, "application/json");

    private DeployWait Wait(TimeSpan timeout) => new(Client(), _terminal.Terminal, timeout);

    private AdminClient Client() => new(AdminConnection.Of(_seed.Urls.Single(), null));
}
