using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActorServe.Cli.Tests.Members;

/// <summary><c>actorserve cluster tail</c> while a seed restarts, played by a server that answers what the specs want.</summary>
public sealed class TailCommandSpecs : IAsyncLifetime
{
    private readonly TestTerminal _terminal = new();
    private readonly WebApplication _seed = NewSeed();
    private readonly Queue<Func<IResult>> _answers = [];

    public async ValueTask InitializeAsync()
    {
        // The last answer is given for ever.
        _seed.MapGet("/api/cluster", () => (_answers.Count > 1 ? _answers.Dequeue() : _answers.Peek())());
        await _seed.StartAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _seed.DisposeAsync();

    [Fact]
    public async Task A_proxy_that_answers_for_a_seed_that_is_away_is_waited_out()
    {
        Answers(() => Members(1, 2), () => Results.Text("<html>", "text/html", statusCode: 502), () => Members(1, 2, 3));

        await FollowAsync("up           10.0.0.3:4053");

        Assert.Contains("HTTP 502; waiting", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seed_that_has_just_started_and_knows_nobody_has_removed_nobody()
    {
        Answers(() => Members(1, 2), () => Members(), () => Members(1, 2, 3));

        await FollowAsync("up           10.0.0.3:4053");

        Assert.DoesNotContain("removed", _terminal.Output, StringComparison.Ordinal);
        Assert.Contains("has not joined the cluster yet; waiting", _terminal.Error, StringComparison.Ordinal);
    }

    private static WebApplication NewSeed()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }

    private static IResult Members(params int[] numbers) => Results.Text(Seen.Json(numbers.Select(number => Seen.Member(number))), "application/json");

    private void Answers(params Func<IResult>[] answers) => answers.ToList().ForEach(_answers.Enqueue);

    private async Task FollowAsync(string until)
    {
        using var stopping = new CancellationTokenSource();
        var tail = _terminal.RunAsync(stopping.Token, "cluster", "tail", "--address", _seed.Urls.Single());
        await _terminal.SaysAsync(until, tail);
        await stopping.CancelAsync();

        Assert.Equal(ExitCodes.Ok, await tail);
    }
}
