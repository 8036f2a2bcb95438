using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ActorServe.TestSupport.Processes;

namespace ActorServe.TestSupport.Serving;

/// <summary>Seeds, replica nodes and gateways as processes of their own on loopback, to be joined, signalled and killed.</summary>
public sealed class ServedCluster : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);
    private static readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(40) };
    private readonly string _kafka;
    private readonly string _folder = Directory.CreateTempSubdirectory("actorserve-cluster-").FullName;
    private readonly string[] _seedArguments;
    private readonly List<NodeProcess> _nodes = [];

    private ServedCluster(string kafka, int[] seedPorts)
    {
        _kafka = kafka;
        _seedArguments = [.. seedPorts.SelectMany((port, i) => (string[])[$"--Cluster:Seeds:{i}", $"127.0.0.1:{port}"])];
        Seeds = [.. seedPorts.Select(StartSeed)];
    }

    /// <summary>The seeds, in their order.</summary>
    public IReadOnlyList<NodeProcess> Seeds { get; }

    /// <summary>The replica nodes, also those that ended.</summary>
    public List<NodeProcess> Replicas { get; } = [];

    /// <summary>The gateways, also those that ended.</summary>
    public List<NodeProcess> Gateways { get; } = [];

    /// <summary>The processes that run.</summary>
    public ServeProcess[] Running => [.. _nodes.Select(n => n.Process).Where(p => !p.HasExited)];

    /// <summary>Starts a cluster, and waits until every node of it is ready.</summary>
    public static async Task<ServedCluster> StartAsync(string kafka, int replicas = 3, int gateways = 2, int seeds = 1)
    {
        var cluster = new ServedCluster(kafka, [.. Enumerable.Range(0, seeds).Select(_ => FreePorts.Next())]);
        for (var i = 0; i < replicas; i++) cluster.AddReplica();
        for (var i = 0; i < gateways; i++) cluster.AddGateway();
        await cluster.AllReadyAsync();
        return cluster;
    }

    /// <summary>Starts one more replica node.</summary>
    public NodeProcess AddReplica()
    {
        var health = $"http://127.0.0.1:{FreePorts.Next()}";
        var node = new NodeProcess(
            "ActorServe.Replica", FreePorts.Next(), health, [.. _seedArguments, "--Health:Urls", health, "--ModelRoot", AppContext.BaseDirectory]);
        return Added(node, Replicas);
    }

    /// <summary>Starts one more gateway.</summary>
    public NodeProcess AddGateway()
    {
        var health = $"http://127.0.0.1:{FreePorts.Next()}";
        var http = $"http://127.0.0.1:{FreePorts.Next()}";
        var node = new NodeProcess(
            "ActorServe.Gateway", FreePorts.Next(), health,
            [.. _seedArguments, "--Health:Urls", health, "--Http:Urls", http, "--Kafka:BootstrapServers", _kafka]) { HttpUrl = http };
        return Added(node, Gateways);
    }

    /// <summary>Waits until every node that runs is ready.</summary>
    public Task AllReadyAsync() => Task.WhenAll(_nodes.Where(n => !n.Process.HasExited).Select(n => n.ReadyAsync(_patience)));

    /// <summary>Whether its first seed has an admin REST.</summary>
    public async Task<bool> HasAdminAsync()
    {
        using var answer = await _http.GetAsync(new Uri($"{AdminUrl}/api/serve/applications/"));
        return answer.StatusCode != System.Net.HttpStatusCode.NotFound;
    }

    /// <summary>Deploys an application file, and waits until its applications run.</summary>
    public async Task DeployAsync(string json)
    {
        await PutAsync(json);
        await RunsAsync();
    }

    /// <summary>Deploys an application file at the first seed that runs; done when its controller has taken it.</summary>
    public async Task PutAsync(string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _http.PutAsync(new Uri($"{AdminUrl}/api/serve/applications/"), content);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"PUT answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Waits until every application is <c>RUNNING</c>.</summary>
    public Task RunsAsync() => Eventually.AssertAsync(
        async () =>
        {
            var statuses = (await StatusAsync()).GetProperty("applications").EnumerateObject().Select(a => a.Value.GetProperty("status").GetString());
            if (!statuses.Any() || statuses.Any(status => status != "RUNNING"))
                throw new InvalidOperationException($"applications are {string.Join(", ", statuses)}");
        },
        _patience);

    /// <summary>What <c>GET /api/serve/applications/</c> answers.</summary>
    public Task<JsonElement> StatusAsync() => _http.GetFromJsonAsync<JsonElement>(new Uri($"{AdminUrl}/api/serve/applications/"));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string AdminUrl => Seeds.First(s => !s.Process.HasExited).HealthUrl;

    private NodeProcess StartSeed(int port)
    {
        var admin = $"http://127.0.0.1:{FreePorts.Next()}";
        var node = new NodeProcess(
            "ActorServe.Seed", port, admin,
            [.. _seedArguments, "--Admin:Urls", admin, "--Cluster:StateFolder", Path.Combine(_folder, $"seed-{port}")]);
        _nodes.Add(node);
        return node;
    }

    private NodeProcess Added(NodeProcess node, List<NodeProcess> to)
    {
        _nodes.Add(node);
        to.Add(node);
        return node;
    }
}
