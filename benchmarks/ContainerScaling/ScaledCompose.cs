using System.Globalization;
using ActorServe.Containers;
using ActorServe.EchoDeployment;
using ActorServe.EndToEnd.Measuring;
using ActorServe.TestSupport;
using ActorServe.TestSupport.Kafka;
using ActorServe.TestSupport.Processes;

namespace ActorServe.ContainerScaling;

/// <summary>
/// The project's compose file with a class that waits 20 ms, 16 at once in each replica container, and a backlog that outlasts the
/// measurement. Nothing is changed between two measurements but <c>--scale replica=N</c>.
/// </summary>
internal sealed class ScaledCompose : IAsyncDisposable
{
    private const int Concurrent = 16;
    private const int Partitions = 8;
    private const int Records = 500_000;
    private const string Assembly = "ActorServe.EchoDeployment.dll";
    private const string Input = "scaling.in";
    private const string Results = "scaling.out";
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(20);

    private readonly Compose _compose;
    private readonly string _kafka;

    private ScaledCompose(Compose compose, string kafka) => (_compose, _kafka) = (compose, kafka);

    /// <summary>Records a second that one replica can answer at most.</summary>
    public static double IdealPerReplica => Concurrent / Waiting.Wait.TotalSeconds;

    /// <summary>Brings everything up with one replica container, and fills the input topic.</summary>
    public static async Task<ScaledCompose> StartAsync(Engine engine)
    {
        var (kafka, admin, http) = (FreePorts.Next(), FreePorts.Next(), FreePorts.NextOf(2));
        var environment = new Dictionary<string, string>
        {
            ["ACTORSERVE_KAFKA_PORT"] = kafka.ToString(CultureInfo.InvariantCulture),
            ["ACTORSERVE_ADMIN_PORT"] = admin.ToString(CultureInfo.InvariantCulture),
            ["ACTORSERVE_HTTP_PORTS"] = string.Create(CultureInfo.InvariantCulture, $"{http}-{http + 1}"),
            ["ACTORSERVE_APPLICATIONS"] = WriteApplication(),
            ["ACTORSERVE_START_FILE"] = "scaling.yaml",
        };
        var compose = await Compose.OfAsync(engine, "actorserve-scaling", environment, "docker-compose.yml", "tests/Containers/engine.yml");
        await compose.DownAsync();
        await compose.RunAsync("build");
        await compose.UpAsync();
        var address = string.Create(CultureInfo.InvariantCulture, $"localhost:{kafka}");
        await Eventually.AssertAsync(() => { new TestTopics(address).EndOffsets(Results); }, Compose.Patience);
        new TestTopics(address).Fill(Input, Partitions, Records, i => TestTopics.Number(i));
        return new ScaledCompose(compose, address);
    }

    /// <summary>Results a second with so many replica containers, once they are warm.</summary>
    public async Task<double> RateAsync(int replicas)
    {
        await _compose.UpAsync(replicas);
        await Task.Delay(_warmUp);
        using var watch = new OutputWatch(_kafka, Results, Partitions);
        var (before, began) = (watch.Count(), TimeProvider.System.GetTimestamp());
        await Task.Delay(_window);
        var (after, ended) = (watch.Count(), TimeProvider.System.GetTimestamp());
        if (after >= Records) throw new InvalidOperationException($"all {Records} records were through before the end of the measurement");
        return (after - before) / TimeProvider.System.GetElapsedTime(began, ended).TotalSeconds;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _compose.DownAsync();

    private static string WriteApplication()
    {
        var folder = Directory.CreateTempSubdirectory("actorserve-scaling-").FullName;
        File.Copy(Path.Combine(AppContext.BaseDirectory, Assembly), Path.Combine(folder, Assembly));
        File.WriteAllText(Path.Combine(folder, "scaling.yaml"), $"""
            applications:
              - name: scaling
                kafka:
                  input: {"{"} topic: {Input}, group: scaling {"}"}
                  output: {"{"} topic: {Results} {"}"}
                  create_topics: {"{"} partitions: {Partitions}, replication: 1 {"}"}
                  format: raw
                deployments:
                  - name: model
                    import_path: {Assembly}:{typeof(Waiting).FullName}
                    max_concurrent_batches: {Concurrent}
            """);
        // Programs in containers are not root, and read it.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
            foreach (var file in Directory.GetFiles(folder)) File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
        }

        return folder;
    }
}
