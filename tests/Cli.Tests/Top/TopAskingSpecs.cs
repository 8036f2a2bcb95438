using ActorServe.Cli.Tests.Control;
using ActorServe.Cli.Tests.Inspecting;
using ActorServe.Cli.Top;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActorServe.Cli.Tests.Top;

/// <summary>What <c>actorserve top</c> sees of a seed, which is played, while the controller is away.</summary>
public sealed class TopAskingSpecs : IAsyncLifetime
{
    private readonly TaskCompletionSource _over = new();
    private Func<Task<IResult>> _applications = () => Task.FromResult(Results.Text(ServingAnswer.Of().GetRawText(), "application/json"));
    private PlayedSeed _seed = null!;

    public async ValueTask InitializeAsync() => _seed = await PlayedSeed.StartAsync(seed =>
    {
        seed.MapGet("/api/cluster", () => Results.Text(ServingAnswer.Cluster.GetRawText(), "application/json"));
        seed.MapGet("/api/serve/applications/", () => _applications());
    });

    public ValueTask DisposeAsync()
    {
        _over.TrySetResult();
        return _seed.DisposeAsync();
    }

    [Fact]
    public async Task Nodes_are_seen_without_applications_where_there_is_no_controller()
    {
        _applications = () => Task.FromResult(Results.Json(new { error = "no controller answered" }, statusCode: 503));

        var look = await LookAsync();

        Assert.Equal(3, look.Numbers!.Nodes.Length);
        Assert.Empty(look.Numbers.Applications);
        Assert.EndsWith("no controller answered", look.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_controller_that_does_not_answer_is_waited_for_only_so_long()
    {
        _applications = NeverAsync;

        Assert.Equal(3, (await LookAsync(TimeSpan.Zero)).Numbers!.Nodes.Length);
    }

    [Fact]
    public async Task Keys_are_heard_while_the_controller_is_waited_for()
    {
        _applications = NeverAsync;
        var screen = new KeyScreen(ConsoleKey.Q);
        using var client = _seed.Client;

        await new LiveTop(new TopAsking(client), screen, client.Address, TimeSpan.FromHours(1)) { HasKeys = true }
            .RunAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private async Task<IResult> NeverAsync()
    {
        await _over.Task;
        return Results.Empty;
    }

    private async Task<TopLook> LookAsync(TimeSpan? patience = null)
    {
        using var client = _seed.Client;
        return await new TopAsking(client).LookAsync(patience ?? TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }
}
