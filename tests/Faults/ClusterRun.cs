using ActorServe.TestSupport.Kafka;
using ActorServe.TestSupport.Serving;
using Confluent.Kafka;

namespace ActorServe.Faults;

/// <summary>
/// A broker, a cluster of processes, an application deployed to it, and records on their way until the audit, so that every fault is in
/// mid-stream, however long it takes.
/// </summary>
internal sealed class ClusterRun : IAsyncDisposable
{
    /// <summary>Records of a run, at least.</summary>
    public const int Records = 300_000;

    /// <summary>How long anything may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly ITestOutputHelper _output;
    private readonly KafkaBroker _broker;
    private Feed? _feed;

    private ClusterRun(ITestOutputHelper output, KafkaBroker broker, ServedCluster cluster, ServedApplication application) =>
        (_output, _broker, Cluster, Application) = (output, broker, cluster, application);

    /// <summary>The processes.</summary>
    public ServedCluster Cluster { get; }

    /// <summary>What they serve.</summary>
    public ServedApplication Application { get; }

    /// <summary>Starts the cluster and deploys; skips the test where there is no broker.</summary>
    public static async Task<ClusterRun> StartAsync(
        ITestOutputHelper output, int replicas = 3, int gateways = 2, int seeds = 1, bool hasProxies = false,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var broker = await KafkaBroker.TryStartAsync();
        Assert.SkipWhen(broker is null, KafkaBroker.Missing);
        try
        {
            var application = await ServedApplication.CreateAsync(broker!.BootstrapServers, "Mirror");
            var cluster = await ServedCluster.StartAsync(
                broker.BootstrapServers, application, "Mirror", replicas, gateways, seeds, hasProxies, environment);
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

    /// <summary>Feeds so many records a second from now on, and waits until some are answered.</summary>
    public async Task UnderLoadAsync(int perSecond = 20_000)
    {
        _feed = Application.StartFeed(perSecond);
        await AnsweredAsync(perSecond);
    }

    /// <summary>Waits until so many gateways share the partitions, and none changes hands any more.</summary>
    public Task GatewaysReadAsync(int count) =>
        Application.Topics.GroupIsAsync(Application.Group, ConsumerGroupState.Stable, Patience, readers: count);

    /// <summary>Waits for so many more results.</summary>
    public Task AnsweredAsync(long more) => Application.ResultsReachAsync(Application.Results() + more, Patience);

    /// <summary>Nothing is missing, and nothing wrong; what was answered twice is counted.</summary>
    public async Task NothingIsMissingAsync()
    {
        var audit = await AuditAsync();
        Assert.Equal((0, 0, 0), (audit.Missing, audit.Wrong, audit.OutOfOrder));
    }

    /// <summary>Nothing is missing, and nothing was answered twice.</summary>
    public async Task NothingIsMissingOrTwiceAsync()
    {
        var audit = await AuditAsync();
        Assert.Equal(Audit.Clean, audit);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_feed is not null) await _feed.EndAsync(0);
        await Cluster.DisposeAsync();
        await _broker.DisposeAsync();
    }

    /// <summary>Ends the feed, waits until every record is answered and committed, and holds the results against the records.</summary>
    private async Task<Audit> AuditAsync()
    {
        var records = await _feed!.EndAsync(Records);
        try
        {
            await Application.AllCommittedAsync(Patience);
        }
        catch (TimeoutException)
        {
            foreach (var process in Cluster.Running) _output.WriteLine(process.Output);
            throw;
        }

        var audit = await Application.AuditAsync(records, Audit.Mirrored);
        _output.WriteLine($"{audit.Duplicates} of {records} records were answered twice");
        return audit;
    }
}
