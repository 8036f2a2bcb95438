using ActorServe.TestSupport.Kafka;
using ActorServe.TestSupport.Serving;

namespace ActorServe.Faults;

/// <summary>A broker, a cluster of processes, an application deployed to it, and records on their way: what every fault befalls.</summary>
internal sealed class ClusterRun : IAsyncDisposable
{
    /// <summary>Records of a run.</summary>
    public const int Records = 300_000;

    /// <summary>How long anything may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly ITestOutputHelper _output;
    private readonly KafkaBroker _broker;
    private Task _feed = Task.CompletedTask;

    private ClusterRun(ITestOutputHelper output, KafkaBroker broker, ServedCluster cluster, ServedApplication application) =>
        (_output, _broker, Cluster, Application) = (output, broker, cluster, application);

    /// <summary>The processes.</summary>
    public ServedCluster Cluster { get; }

    /// <summary>What they serve.</summary>
    public ServedApplication Application { get; }

    /// <summary>Starts the cluster and deploys; skips the test where there is no broker.</summary>
    public static async Task<ClusterRun> StartAsync(ITestOutputHelper output, int replicas = 3, int gateways = 2, int seeds = 1)
    {
        var broker = await KafkaBroker.TryStartAsync();
        Assert.SkipWhen(broker is null, KafkaBroker.Missing);
        try
        {
            var application = await ServedApplication.CreateAsync(broker!.BootstrapServers, "Mirror");
            var cluster = await ServedCluster.StartAsync(broker.BootstrapServers, application, "Mirror", replicas, gateways, seeds);
            return new ClusterRun(output, broker, cluster, application);
        }
        catch
        {
            await broker!.DisposeAsync();
            throw;
        }
    }

    /// <summary>Skips what takes long where it was not asked for.</summary>
    public static void OnlyWithAllFaults() => Assert.SkipUnless(
        Environment.GetEnvironmentVariable("ACTORSERVE_FAULTS") == "all", "takes long: set ACTORSERVE_FAULTS=all to run it");

    /// <summary>Feeds all records, at a rate so that they last for <paramref name="seconds"/>, and waits until a tenth is answered.</summary>
    public async Task UnderLoadAsync(int seconds)
    {
        _feed = Application.FeedAsync(Records, Records / seconds);
        await AnsweredAsync(Records / 10);
    }

    /// <summary>Waits for so many results.</summary>
    public Task AnsweredAsync(long results) => Application.ResultsReachAsync(results, Patience);

    /// <summary>Waits until every record is fed, answered and committed, and holds the results against the records.</summary>
    public async Task<Audit> AuditAsync()
    {
        await _feed;
        try
        {
            await Application.AllCommittedAsync(Patience);
        }
        catch (TimeoutException)
        {
            foreach (var process in Cluster.Running) _output.WriteLine(process.Output);
            throw;
        }

        var audit = Application.Audit(Records, Audit.Mirrored);
        _output.WriteLine($"{audit.Duplicates} of {Records} records were answered twice");
        return audit;
    }

    /// <summary>Nothing is missing, and nothing wrong; what was answered twice is counted.</summary>
    public async Task NothingIsMissingAsync()
    {
        var audit = await AuditAsync();
        Assert.Equal((0, 0), (audit.Missing, audit.Wrong));
    }

    /// <summary>Nothing is missing, and nothing was answered twice.</summary>
    public async Task NothingIsMissingOrTwiceAsync()
    {
        var audit = await AuditAsync();
        Assert.Equal((0, 0, 0), (audit.Missing, audit.Wrong, audit.Duplicates));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await _broker.DisposeAsync();
    }
}
