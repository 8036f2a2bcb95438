using System.Net;
using System.Text.Json;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using static ActorServe.Shared.Protocol.LogProtocol;

namespace ActorServe.Seed.Tests.Admin;

/// <summary>Logs over the admin REST, of a seed alone in its cluster whose log is played.</summary>
public sealed class LogsEndpointsSpecs : IAsyncLifetime
{
    private SeedServer _seed = null!;

    private string Name => $"{_seed.Address.Host}:{_seed.Address.Port}";

    public async ValueTask InitializeAsync() => _seed = await SeedServer.StartAsync();

    public ValueTask DisposeAsync() => _seed.DisposeAsync();

    [Fact]
    public async Task Lines_are_told_with_their_node_and_their_fields()
    {
        var line = new LogLine(7, 1_000, LogLevel.Warning, "test", "it is late")
        {
            Fields = [new LogField("partition", "3", true)], TraceId = "aa", SpanId = "bb",
        };
        Play(new NodeLogs([line], 7, 7));

        var answer = await _seed.GetAsync("/api/cluster/logs");

        Assert.Equal(
            $$"""{"time":"1970-01-01T00:00:01.000Z","level":"warning","node":"{{Name}}","category":"test","message":"it is """
            + """late","partition":3,"trace_id":"aa","span_id":"bb"}""",
            JsonSerializer.Serialize(Assert.Single(answer.GetProperty("lines").EnumerateArray())));
        var node = Assert.Single(answer.GetProperty("nodes").EnumerateArray());
        Assert.Equal((Name, true, 7L), (
            node.GetProperty("node").GetString(), node.GetProperty("answered").GetBoolean(), node.GetProperty("last").GetInt64()));
    }

    [Fact]
    public async Task A_node_is_asked_what_the_query_says()
    {
        var asked = Play(new NodeLogs([], 0, 0));

        await _seed.GetAsync($"/api/cluster/logs?node={Name}&level=Error&tail=5&after={Name}=41");

        Assert.Equal(new GetLogs(LogLevel.Error, 5, 41), await asked.Task);
    }

    [Fact]
    public async Task A_node_that_does_not_answer_is_named_and_no_failure()
    {
        var answer = await _seed.GetAsync("/api/cluster/logs");

        Assert.Empty(answer.GetProperty("lines").EnumerateArray());
        Assert.False(Assert.Single(answer.GetProperty("nodes").EnumerateArray()).GetProperty("answered").GetBoolean());
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_query_is_told_at_once()
    {
        var answer = await _seed.Http.GetAsync(new Uri("/api/cluster/logs?level=loud&tail=0&after=x", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(
            "level is 'loud'; expected trace or debug or information or warning or error or critical; "
            + "tail is '0'; expected a number from 1 to 1000; after is 'x'; expected HOST:PORT=NUMBER",
            (await SeedServer.ReadAsync(answer)).GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_node_that_there_is_not_is_told_with_those_that_there_are()
    {
        var answer = await _seed.Http.GetAsync(new Uri("/api/cluster/logs?node=nowhere:1", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(
            $"there is no node 'nowhere:1'; there are {Name}", (await SeedServer.ReadAsync(answer)).GetProperty("error").GetString());
    }

    private TaskCompletionSource<GetLogs> Play(NodeLogs logs)
    {
        var asked = new TaskCompletionSource<GetLogs>(TaskCreationOptions.RunContinuationsAsynchronously);
        _seed.System.ActorOf(Props.Create(() => new Playing(logs, asked)), ActorPaths.LogsName);
        return asked;
    }

    private sealed class Playing(NodeLogs logs, TaskCompletionSource<GetLogs> asked) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            asked.TrySetResult((GetLogs)message);
            Sender.Tell(logs);
        }
    }
}
