using ActorServe.Cli.Tests.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActorServe.Cli.Tests.Members;

/// <summary><c>actorserve cluster tail</c> while a seed restarts, which is played.</summary>
public sealed class TailCommandSpecs : IAsyncLifetime
{
    private readonly TestTerminal _terminal = new();
    private readonly Queue<Func<IResult>> _answers = [];
    private PlayedSeed _seed = null!;

    // The last answer is given for ever.
    public async ValueTask InitializeAsync() => _seed = await PlayedSeed.StartAsync(seed =>
    {
        seed.MapGet("/api/cluster", () => (_answers.Count > 1 ? _answers.Dequeue() : _answers.Peek())());
        seed.MapGet("/api/cluster/logs", () => Results.Json(new { nodes = Array.Empty<object>(), lines = Array.Empty<object>() }));
    });

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

        Assert.DoesNotContain("removed", _terminal.RawText, StringComparison.Ordinal);
        Assert.Contains("has not joined the cluster yet; waiting", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_ends_well_when_its_seconds_are_over_before_the_seed_answers()
    {
        var over = new TaskCompletionSource();
        await using var silent = await PlayedSeed.StartAsync(seed => seed.MapGet("/api/cluster", () => over.Task));

        Assert.Equal(ExitCodes.Ok, await _terminal.RunAsync("cluster", "tail", "--seconds", "0.2", "--address", silent.Address));

        over.SetResult();
        Assert.Empty(_terminal.Error);
    }

    [Fact]
    public async Task It_ends_well_when_whoever_reads_its_lines_has_gone()
    {
        Answers(() => Members(1, 2));
        var terminal = _terminal.Terminal with { RawOutput = new ClosedPipe() };

        var ended = await CommandLine.RunAsync(
            ["cluster", "tail", "--address", _seed.Address], terminal, TestContext.Current.CancellationToken);

        Assert.Equal((ExitCodes.Ok, ""), (ended, _terminal.Error));
    }

    [Theory]
    [InlineData("cluster", "tail")]
    [InlineData("logs", "--follow")]
    public async Task What_follows_ends_well_when_whoever_reads_has_gone_though_there_is_nothing_to_write(params string[] command)
    {
        Answers(() => Members(1, 2));
        var terminal = _terminal.Terminal with { HasReaderGone = () => true };

        var ended = await CommandLine.RunAsync([.. command, "--address", _seed.Address], terminal, TestContext.Current.CancellationToken);

        Assert.Equal((ExitCodes.Ok, ""), (ended, _terminal.Error));
    }

    [Theory]
    [InlineData("cluster", "tail")]
    [InlineData("logs", "--follow")]
    public async Task What_follows_ends_well_where_it_is_interrupted_in_its_first_question(params string[] command)
    {
        using var stopping = new CancellationTokenSource();
        await stopping.CancelAsync();

        Assert.Equal(ExitCodes.Ok, await _terminal.RunAsync(stopping.Token, [.. command, "--address", _seed.Address]));
    }

    private static IResult Members(params int[] numbers) =>
        Results.Text(Seen.Json(numbers.Select(n => Seen.Member(n))), "application/json");

    private void Answers(params Func<IResult>[] answers)
    {
        foreach (var answer in answers) _answers.Enqueue(answer);
    }

    private async Task FollowAsync(string until)
    {
        using var stopping = new CancellationTokenSource();
        var tail = _terminal.RunAsync(stopping.Token, "cluster", "tail", "--address", _seed.Address);
        await _terminal.SaysAsync(until, tail);
        await stopping.CancelAsync();

        Assert.Equal(ExitCodes.Ok, await tail);
    }
}
