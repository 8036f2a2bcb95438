using System.Globalization;
using System.Text.Json.Nodes;
using ActorServe.TestSupport.Kafka;
using ActorServe.TestSupport.Processes;
using Confluent.Kafka;

namespace ActorServe.TestSupport.Serving;

/// <summary>
/// One application over a C# deployment of <c>TestDeployments</c>, on topics of its own, served by any number of <c>actorserve run</c>
/// processes.
/// </summary>
public sealed class ServedApplication
{
    /// <summary>Partitions of each topic.</summary>
    public const int Partitions = 8;

    private readonly string _kafka;
    private readonly string _file;

    private ServedApplication(string kafka, string name, string file)
    {
        _kafka = kafka;
        _file = file;
        Topics = new TestTopics(kafka);
        Input = $"{name}.in";
        Output = $"{name}.out";
        DeadLetter = $"{name}.dlq";
        Group = name;
    }

    /// <summary>Makes and reads topics.</summary>
    public TestTopics Topics { get; }

    /// <summary>The input topic.</summary>
    public string Input { get; }

    /// <summary>The output topic.</summary>
    public string Output { get; }

    /// <summary>The dead-letter topic.</summary>
    public string DeadLetter { get; }

    /// <summary>The consumer group.</summary>
    public string Group { get; }

    /// <summary>Writes the application file and makes its topics.</summary>
    /// <param name="kafka">host:port.</param>
    /// <param name="type">A class of TestDeployments.</param>
    /// <param name="deployment">Further lines of the deployment.</param>
    /// <param name="kafkaLines">Further lines of the kafka section.</param>
    public static async Task<ServedApplication> CreateAsync(
        string kafka, string type, string[]? deployment = null, string[]? kafkaLines = null)
    {
        var name = $"{type.ToLowerInvariant()}-{Guid.NewGuid().ToString("N")[..8]}";
        var application = new ServedApplication(kafka, name, Path.Combine(Path.GetTempPath(), $"{name}.yaml"));
        var assembly = Path.Combine(AppContext.BaseDirectory, "ActorServe.TestDeployments.dll");
        string[] lines =
        [
            "applications:", $"  - name: {name}", "    kafka:",
            $"      input: {{ topic: {application.Input}, group: {application.Group} }}",
            $"      output: {{ topic: {application.Output} }}",
            $"      dead_letter: {{ topic: {application.DeadLetter} }}", "      format: raw",
            .. (kafkaLines ?? []).Select(l => $"      {l}"), "    deployments:", "      - name: model",
            $"        import_path: {assembly}:ActorServe.TestDeployments.{type}", .. (deployment ?? []).Select(l => $"        {l}"),
        ];
        await File.WriteAllLinesAsync(application._file, lines);
        await application.Topics.CreateAsync(Partitions, application.Input, application.Output, application.DeadLetter);
        return application;
    }

    /// <summary>
    /// The application as it is deployed to a <see cref="ServedCluster"/>: one deployment of a class of TestDeployments, on every replica
    /// node.
    /// </summary>
    /// <param name="type">The class.</param>
    /// <param name="deployment">Further options of the deployment.</param>
    public string Json(string type, params (string Name, JsonNode Value)[] deployment)
    {
        var model = new JsonObject
        {
            ["name"] = "model", ["import_path"] = $"ActorServe.TestDeployments.dll:ActorServe.TestDeployments.{type}",
        };
        foreach (var (name, value) in deployment) model[name] = value;
        var kafka = new JsonObject
        {
            ["input"] = new JsonObject { ["topic"] = Input, ["group"] = Group }, ["output"] = new JsonObject { ["topic"] = Output },
            ["dead_letter"] = new JsonObject { ["topic"] = DeadLetter }, ["format"] = "raw",
        };
        var application = new JsonObject
        {
            ["name"] = Group, ["route_prefix"] = "/app", ["kafka"] = kafka, ["deployments"] = new JsonArray(model),
        };
        return new JsonObject { ["applications"] = new JsonArray(application) }.ToJsonString();
    }

    /// <summary>Feeds records 0, 1, … to the input topic at a steady rate, until the feed is told to end.</summary>
    public Feed StartFeed(int perSecond) => new(Topics, Input, perSecond);

    /// <summary>Feeds so many records to the input topic at a steady rate.</summary>
    public Task FeedAsync(int count, int perSecond, int from = 0) => new Feed(Topics, Input, perSecond, from).EndAsync(count);

    /// <summary>Starts one more process that serves it.</summary>
    public ServeProcess Start(params string[] options) => StartWith(new Dictionary<string, string>(), options);

    /// <summary>The same, with further variables in its environment.</summary>
    public ServeProcess StartWith(IReadOnlyDictionary<string, string> environment, params string[] options) => ServeProcess.Start(
        Path.Combine(AppContext.BaseDirectory, "ActorServe.Cli.dll"), ["run", _file, "--kafka", _kafka, .. options], environment);

    /// <summary>Fills the input topic: record n goes to partition n modulo 8 and has n as its value.</summary>
    public void Fill(int count, int from = 0) => Topics.Fill(Input, Partitions, count, i => TestTopics.Number(i), from: from);

    /// <summary>Results so far.</summary>
    public long Results() => Topics.EndOffsets(Output).Sum();

    /// <summary>Waits until there are so many results, duplicates included.</summary>
    public Task ResultsReachAsync(long count, TimeSpan patience, params ServeProcess[] processes) => UntilAsync(
        () => Results() is var results && results >= count
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{results} of {count} results"),
        patience, processes);

    /// <summary>Waits until the group has committed every record: each has then been answered, however often.</summary>
    public Task AllCommittedAsync(TimeSpan patience, params ServeProcess[] processes)
    {
        var end = Topics.EndOffsets(Input);
        return UntilAsync(
            () => Topics.Committed(Input, Group) is var committed && end.SequenceEqual(committed)
                ? null
                : $"committed {string.Join(' ', committed)} of {string.Join(' ', end)}",
            patience, processes);
    }

    /// <summary>By partition of the input, the offset after the last record that has a result.</summary>
    public long[] AnsweredUpTo()
    {
        var ends = new long[Partitions];
        foreach (var (partition, offset) in Topics.ReadAll(Output).Select(result => result.SourceOffset))
            ends[partition] = Math.Max(ends[partition], offset + 1);
        return ends;
    }

    /// <summary>Waits until something is committed and something else is not: whoever serves it is in mid-stream.</summary>
    public Task InMidStreamAsync(TimeSpan patience, params ServeProcess[] processes) => UntilAsync(
        () => (Topics.Committed(Input, Group).Sum(offset => Math.Max(0, offset)), Topics.EndOffsets(Input).Sum()) is var (committed, end)
            && committed > 0 && committed < end
            ? null
            : $"{committed} of {end} records are committed",
        patience, processes);

    /// <summary>
    /// What came out, held against what went in, by two witnesses: this one, which reads values too, and <c>actorserve audit</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">They disagree.</exception>
    public async Task<Audit> AuditAsync(int records, Func<byte[], byte[]> answer)
    {
        var audit = Audit.Of(Topics.ReadAll(Output), records, answer);
        var command = await CommandAudit.RunAsync(_kafka, Input, Output, DeadLetter);
        if ((command.Records, command.Missing + command.DeadLettered, command.Duplicates) != (records, audit.Missing, audit.Duplicates)
            || command.Strange > 0)
            throw new InvalidOperationException($"of {records} records: {audit}, but actorserve audit says {command}");
        return audit;
    }

    private static async Task UntilAsync(Func<string?> missing, TimeSpan patience, ServeProcess[] processes)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (missing() is { } state)
        {
            if (TimeProvider.System.GetElapsedTime(began) > patience || processes.Any(p => p.HasExited))
                throw new TimeoutException($"{state}; {string.Join('\n', processes.Select(p => p.Output))}");
            await Task.Delay(50);
        }
    }
}
