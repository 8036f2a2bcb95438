using System.Text.Json;
using ActorServe.Cli.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActorServe.Cli.Tests.Control;

/// <summary><c>actorserve logs</c> against a seed that is played by a server.</summary>
public sealed class LogsCommandSpecs : IAsyncLifetime
{
    private const string Line =
        """{"time":"2026-11-29T23:05:11.250Z","level":"warning","node":"one:4053","category":"test","message":"größe","partition":3}""";

    private readonly TestTerminal _terminal = new();
    private readonly WebApplication _seed = NewSeed();
    private readonly List<string> _asked = [];
    private Func<int, string> _answer = _ => Answer(1, Line);

    public async ValueTask InitializeAsync()
    {
        _seed.MapGet("/api/cluster/logs", (HttpRequest request) =>
        {
            lock (_asked) _asked.Add(Uri.UnescapeDataString(request.QueryString.Value!));
            return Results.Text(_answer(_asked.Count), "application/json");
        });
        await _seed.StartAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _seed.DisposeAsync();

    [Fact]
    public async Task A_line_says_when_how_much_it_matters_who_and_what()
    {
        Assert.Equal(ExitCodes.Ok, await RunAsync("logs"));

        Assert.Equal($"2026-11-29T23:05:11.250Z warning     one:4053 test: größe\n", _terminal.RawText);
        Assert.Equal("?tail=100", Assert.Single(_asked));
    }

    [Fact]
    public async Task Json_is_an_object_a_line_as_the_node_wrote_it()
    {
        await RunAsync("logs", "--json");

        Assert.Equal(Line + "\n", _terminal.RawText);
    }

    [Fact]
    public async Task What_is_asked_for_is_what_the_command_line_says()
    {
        await RunAsync("logs", "one:4053", "--level", "error", "--tail", "7");

        Assert.Equal("?node=one:4053&level=error&tail=7", Assert.Single(_asked));
    }

    [Theory]
    [InlineData("--tail", "0")]
    [InlineData("--tail", "1001")]
    [InlineData("--level", "loud")]
    public async Task What_cannot_be_asked_for_is_refused(string option, string value)
    {
        Assert.Equal(ExitCodes.Usage, await RunAsync("logs", option, value));
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task A_node_that_does_not_answer_is_told_and_the_lines_of_the_others_are_shown()
    {
        _answer = _ => Answer(1, Line, """{"node":"two:4053","answered":false}""");

        Assert.Equal(ExitCodes.Ok, await RunAsync("logs"));

        Assert.Equal($"warning: two:4053 did not answer in time{Environment.NewLine}", _terminal.Error);
        Assert.NotEmpty(_terminal.Raw);
    }

    [Fact]
    public async Task Where_no_node_answers_the_command_fails()
    {
        _answer = _ => """{"lines":[],"nodes":[{"node":"one:4053","answered":false}]}""";

        Assert.Equal(ExitCodes.Failed, await RunAsync("logs"));
        Assert.EndsWith($"error: no node answered{Environment.NewLine}", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Following_goes_on_behind_what_was_shown_until_it_is_stopped()
    {
        _answer = asked => asked == 1 ? Answer(41, Line) : Answer(42, Line.Replace("größe", "again", StringComparison.Ordinal));
        using var stopping = new CancellationTokenSource();

        var following = _terminal.RunAsync(stopping.Token, "logs", "--follow", "--address", _seed.Urls.Single());
        await _terminal.SaysAsync("again", following);
        await stopping.CancelAsync();

        Assert.Equal(ExitCodes.Ok, await following);
        Assert.Equal(["?tail=100", "?tail=1000&after=one:4053=41"], _asked.Take(2));
    }

    [Fact]
    public async Task Following_ends_well_when_whoever_reads_its_lines_has_gone()
    {
        var terminal = _terminal.Terminal with { RawOutput = new ClosedPipe() };

        var ended = await CommandLine.RunAsync(
            ["logs", "--follow", "--address", _seed.Urls.Single()], terminal, TestContext.Current.CancellationToken);

        Assert.Equal((ExitCodes.Ok, ""), (ended, _terminal.Error));
    }

    [Fact]
    public void Lines_that_were_forgotten_between_two_looks_are_told()
    {
        var reading = new LogsReading();
        reading.Take(Read(Answer(41, Line)));

        Assert.Empty(reading.Take(Read("""{"nodes":[{"node":"one:4053","answered":true,"first":42,"last":50}]}""")));
        Assert.Equal(
            ["one:4053 was started anew, or wrote more than it keeps: lines are missing"],
            reading.Take(Read("""{"nodes":[{"node":"one:4053","answered":true,"first":60,"last":70}]}""")));
    }

    [Fact]
    public void A_node_that_was_started_anew_with_a_clock_that_is_behind_is_told()
    {
        var reading = new LogsReading();
        reading.Take(Read(Answer(41, Line)));

        Assert.Equal(
            ["one:4053 was started anew, or wrote more than it keeps: lines are missing"],
            reading.Take(Read("""{"nodes":[{"node":"one:4053","answered":true,"first":10,"last":12}]}""")));
        Assert.Equal("&after=one%3A4053%3D12", reading.After);
    }

    private static JsonElement Read(string json) => JsonDocument.Parse(json).RootElement;

    private static string Answer(long last, string line, string? other = null) =>
        $$"""{"lines":[{{line}}],"nodes":[{"node":"one:4053","answered":true,"first":1,"last":{{last}}}"""
        + $$"""{{(other is null ? "" : "," + other)}}]}""";

    private static WebApplication NewSeed()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }

    private Task<int> RunAsync(params string[] args) => _terminal.RunAsync([.. args, "--address", _seed.Urls.Single()]);
}
