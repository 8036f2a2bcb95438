using System.Net.Http.Json;
using System.Text.Json;
using ActorServe.TestSupport;
using ActorServe.TestSupport.Kafka;
using ActorServe.TestSupport.Processes;
using ActorServe.TestSupport.Serving;
using Confluent.Kafka;

namespace ActorServe.Containers;

/// <summary>The digits sample as containers serve it, seen from outside: by ports of the host and the <c>actorserve</c> command.</summary>
internal sealed class Served(Compose compose, Ports ports, string token) : IAsyncDisposable
{
    private const string Input = "digits.requests";
    private const string Results = "digits.results";
    private const string Group = "digits";
    private static readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly TestTopics _topics = new($"localhost:{ports.Kafka}");
    private long _repeated;

    /// <summary>The containers.</summary>
    public Compose Compose { get; } = compose;

    /// <summary>The spec's.</summary>
    public ITestOutputHelper? Output { get; set; }

    /// <summary>The file of the sample, a record a line.</summary>
    public static string Samples { get; } = RepositoryFolder.File("samples/digits/samples.jsonl");

    /// <summary>Does something while 1,000 records a second come, then holds the results against the records.</summary>
    /// <param name="act">It ends when what it does has had its effect; results come before and after it.</param>
    /// <param name="mayGiveUp">Whether records may be given up before they are in their topic, as where the broker is away.</param>
    /// <returns>How many were answered twice.</returns>
    public async Task<long> UnderLoadAsync(Func<Task> act, bool mayGiveUp = false)
    {
        try
        {
            await AnsweredAsync(0);
            await using var load = Actorserve("produce", Input, "--lines", Samples, "--repeat", "--rate", "1000", "--kafka", Kafka);
            await AnsweredAsync(1_000);
            await act();
            await AnsweredAsync(5_000);
            Assert.True(await load.TerminateAsync(Compose.Patience) == 0 || (mayGiveUp && load.ExitCode == 1), load.Output);
            return await AuditAsync();
        }
        catch (Exception)
        {
            Output?.WriteLine(await Compose.RunAsync("logs", "--tail", "100"));
            throw;
        }
    }

    /// <summary>Runs the command, which must succeed.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> ActorserveAsync(params string[] arguments)
    {
        await using var command = Actorserve(arguments);
        Assert.True(await command.ExitedAsync(Compose.Patience) == 0, command.Output);
        return command.Output;
    }

    /// <summary>Writes the sample's records, each with this key, and waits until they are answered.</summary>
    /// <returns>The labels of their results, in their order.</returns>
    public async Task<IReadOnlyList<int>> LabelsOfSamplesAsync(string key)
    {
        await ActorserveAsync("produce", Input, "--lines", Samples, "--key", key, "--kafka", Kafka);
        var count = File.ReadLines(Samples).Count();
        List<int> labels = [];
        await Eventually.AssertAsync(
            async () =>
            {
                var results = await ActorserveAsync("consume", Results, "--from", $"-{count}", "--json", "--kafka", Kafka);
                labels = LabelsOf(results, key);
                Assert.Equal(count, labels.Count);
            },
            Compose.Patience);
        return labels;
    }

    /// <summary>Asks a gateway over HTTP which digit a line of the sample is.</summary>
    public async Task<int> LabelAsync(Container gateway, string line)
    {
        using var body = new StringContent(line, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var answer = await _http.PostAsync(new Uri($"http://127.0.0.1:{gateway.HostPorts["8000/tcp"]}/digits"), body);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("label").GetInt32();
    }

    /// <summary>Waits until so many replicas run, as <c>actorserve status</c> tells.</summary>
    public Task ReplicasRunAsync(int count) => Eventually.AssertAsync(
        async () =>
        {
            var status = JsonSerializer.Deserialize<JsonElement>(
                await ActorserveAsync("status", "--json", "--address", $"http://127.0.0.1:{ports.Admin}"));
            var deployments = status.GetProperty("applications").GetProperty("digits").GetProperty("deployments");
            var states = deployments.GetProperty("classifier").GetProperty("replicas")
                .EnumerateArray().Select(r => r.GetProperty("state").GetString());
            Assert.Equal(Enumerable.Repeat("RUNNING", count), states);
        },
        Compose.Patience);

    /// <summary>Waits until Prometheus knows so many nodes of each program, and all of them answer it.</summary>
    public Task NodesAnswerPrometheusAsync(int seeds, int replicas, int gateways) => Eventually.AssertAsync(
        async () =>
        {
            string[] nodes = [$"gateway {gateways}", $"replica {replicas}", $"seed {seeds}"];
            Assert.Equal(nodes, await AskPrometheusAsync("count by (job) (up{job!=\"collector\"})"));
            Assert.Equal(nodes, await AskPrometheusAsync("sum by (job) (up{job!=\"collector\"})"));
        },
        Compose.Patience);

    /// <summary>The members of the cluster, as one of three seeds tells them.</summary>
    /// <param name="seed">Its place: 0 is <c>seed</c>.</param>
    public Task<string> MembersAsync(int seed) =>
        ActorserveAsync("cluster", "--json", "--address", $"http://127.0.0.1:{ports.Admin + seed}");

    /// <summary>Waits until so many gateways share the partitions, and nobody comes or goes.</summary>
    public Task GatewaysReadAsync(int count) =>
        _topics.GroupIsAsync(Group, ConsumerGroupState.Stable, Compose.Patience, count);

    /// <summary>Waits for so many more results.</summary>
    public async Task AnsweredAsync(long more)
    {
        var goal = ResultsSoFar() + more;
        await Eventually.AssertAsync(() => Assert.InRange(ResultsSoFar(), goal, long.MaxValue), Compose.Patience);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Compose.DownAsync();

    private string Kafka => $"localhost:{ports.Kafka}";

    private ServeProcess Actorserve(params string[] arguments) => ServeProcess.Start(
        Path.Combine(AppContext.BaseDirectory, "ActorServe.Cli.dll"), arguments,
        new Dictionary<string, string> { ["ACTORSERVE_TOKEN"] = token });

    private static List<int> LabelsOf(string results, string key) =>
    [
        .. results.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .Where(result => result.GetProperty("key").GetString() == key)
            .Select(result => JsonSerializer.Deserialize<JsonElement>(result.GetProperty("value").GetString()!))
            .Select(answer => answer.GetProperty("label").GetInt32()),
    ];

    private long ResultsSoFar() => _topics.EndOffsets(Results).Sum();

    /// <summary>Waits until all is committed, and holds every result since the first spec against its record.</summary>
    private async Task<long> AuditAsync()
    {
        var end = _topics.EndOffsets(Input);
        await Eventually.AssertAsync(() => Assert.Equal(end, _topics.Committed(Input, Group)), Compose.Patience);
        var audit = await CommandAudit.RunAsync(Kafka, Input, Results, "digits.dlq");
        var repeated = audit.Duplicates - _repeated;
        _repeated = audit.Duplicates;
        Assert.Equal((end.Sum(), 0, 0, 0), (audit.Records, audit.Missing, audit.DeadLettered, audit.Strange));
        Output?.WriteLine($"{repeated} records were answered twice; {audit.Records} in all, none is missing");
        return repeated;
    }

    private async Task<IReadOnlyList<string>> AskPrometheusAsync(string expression)
    {
        var answer = await _http.GetFromJsonAsync<JsonElement>(
            new Uri($"http://127.0.0.1:{ports.Prometheus}/api/v1/query?query={Uri.EscapeDataString(expression)}"));
        return
        [
            .. answer.GetProperty("data").GetProperty("result").EnumerateArray()
                .Select(
                    series => $"{series.GetProperty("metric").GetProperty("job").GetString()} {series.GetProperty("value")[1].GetString()}")
                .Order(StringComparer.Ordinal),
        ];
    }
}
