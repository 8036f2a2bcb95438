using ActorServe.TestSupport.Kafka;
using ActorServe.TestSupport.Serving;

namespace ActorServe.Observability.Tests.Scraping;

/// <summary>
/// The three programs at work, with a real broker and all troubles there are, and a Prometheus that scrapes them with the configuration
/// and the rules of the compose file. From the first spec to the last.
/// </summary>
public sealed class ScrapedCluster : IAsyncLifetime
{
    private static readonly string[] _asked = ["app", "fails", "does-not-start"];

    private readonly CancellationTokenSource _ending = new();
    private KafkaBroker? _broker;
    private ServedCluster? _cluster;
    private PrometheusProcess? _prometheus;
    private Task _asking = Task.CompletedTask;
    private IReadOnlyList<Feed> _feeds = [];
    private string? _missing;
    private bool _hasEnded;

    /// <summary>The Prometheus; skips the spec where there can be none.</summary>
    internal PrometheusProcess Prometheus
    {
        get
        {
            Assert.SkipWhen(_missing is not null, _missing ?? "");
            return _prometheus!;
        }
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (PrometheusTools.Prometheus is null) _missing = PrometheusTools.Missing;
        else if ((_broker = await KafkaBroker.TryStartAsync()) is null) _missing = KafkaBroker.Missing;
        else await StartAsync(_broker.BootstrapServers);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_hasEnded) return;
        _hasEnded = true;
        await _ending.CancelAsync();
        await _asking;
        foreach (var feed in _feeds) await feed.EndAsync(0);
        if (_prometheus is not null) await _prometheus.DisposeAsync();
        if (_cluster is not null) await _cluster.DisposeAsync();
        if (_broker is not null) await _broker.DisposeAsync();
        _ending.Dispose();
    }

    private async Task StartAsync(string kafka)
    {
        try
        {
            var applications = await TroubledApplications.CreateAsync(kafka);
            // A request to what has no replica is refused when its time is over.
            var files = new ServedFiles(applications.Json, AppContext.BaseDirectory)
            {
                Environment = new Dictionary<string, string> { ["ACTORSERVE__HTTP__REQUESTTIMEOUT"] = "00:00:02" },
            };
            _cluster = ServedCluster.Start(kafka, files, replicas: 2);
            _prometheus = new PrometheusProcess(ScrapeConfig.Of(_cluster));
            await _cluster.AllServeAsync();
            _feeds = applications.StartFeeds();
            _asking = Task.WhenAll(_asked.Select(path => AskAsync(new Uri($"{_cluster.Gateways[0].HttpUrl}/{path}"))));
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    // Whatever the answers are: they are what is measured.
    private async Task AskAsync(Uri application)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!_ending.IsCancellationRequested)
        {
            using var body = new ByteArrayContent([1, 2, 3]);
            body.Headers.ContentType = new("application/octet-stream");
            try
            {
                using var answer = await http.PostAsync(application, body);
            }
            catch (Exception none) when (none is HttpRequestException or TaskCanceledException)
            {
                // None is an answer, too: the next request tells.
            }

            await pace.WaitForNextTickAsync();
        }
    }
}
