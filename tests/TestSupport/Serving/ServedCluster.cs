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
    private readonly ServedFiles _files;
    private readonly string _folder = Directory.CreateTempSubdirectory("actorserve-cluster-").FullName;
    private readonly string[] _seedArguments;
    private readonly List<NodeProcess> _nodes = [];
    private readonly Dictionary<int, TcpProxy>? _proxies;

    private ServedCluster(string kafka, ServedFiles files, int[] seedPorts, bool hasProxies)
    {
        (_kafka, _files, _proxies) = (kafka, files, hasProxies ? [] : null);
        File.WriteAllText(StartFile, files.Application);
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

    /// <summary>
    /// Starts a cluster with an application to serve, and waits until every node is ready and every gateway answers requests to it.
    /// </summary>
    public static async Task<ServedCluster> StartAsync(
        string kafka, ServedApplication application, string type, int replicas = 3, int gateways = 2, int seeds = 1,
        bool hasProxies = false, IReadOnlyDictionary<string, string>? environment = null)
    {
        var files = new ServedFiles(application.Json(type), AppContext.BaseDirectory) { Environment = environment };
        var cluster = Start(kafka, files, replicas, gateways, seeds, hasProxies);
        try
        {
            await cluster.AllServeAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the processes of a cluster and waits for nothing.</summary>
    /// <param name="kafka">host:port.</param>
    /// <param name="files">What it serves.</param>
    /// <param name="replicas">Replica nodes.</param>
    /// <param name="gateways">Gateways.</param>
    /// <param name="seeds">Seeds.</param>
    /// <param name="hasProxies">Whether nodes reach each other by proxies, so that one can be cut off.</param>
    public static ServedCluster Start(
        string kafka, ServedFiles files, int replicas = 1, int gateways = 1, int seeds = 1, bool hasProxies = false)
    {
        var cluster = new ServedCluster(kafka, files, [.. Enumerable.Range(0, seeds).Select(_ => FreePorts.Next())], hasProxies);
        for (var i = 0; i < replicas; i++) cluster.AddReplica();
        for (var i = 0; i < gateways; i++) cluster.AddGateway();
        return cluster;
    }

    /// <summary>Starts one more replica node.</summary>
    public NodeProcess AddReplica()
    {
        var health = $"http://127.0.0.1:{FreePorts.Next()}";
        return Added(
            NewNode("ActorServe.Replica", FreePorts.Next(), health, ["--Health:Urls", health, "--ModelRoot", _files.ModelRoot]), Replicas);
    }

    /// <summary>Starts one more gateway.</summary>
    public NodeProcess AddGateway()
    {
        var health = $"http://127.0.0.1:{FreePorts.Next()}";
        var http = $"http://127.0.0.1:{FreePorts.Next()}";
        string[] arguments = ["--Health:Urls", health, "--Http:Urls", http, "--Kafka:BootstrapServers", _kafka];
        return Added(NewNode("ActorServe.Gateway", FreePorts.Next(), health, arguments, http), Gateways);
    }

    /// <summary>
    /// Waits until every node that runs is ready, and each gateway answers a request: so it has the targets, and a replica that serves.
    /// </summary>
    public async Task AllServeAsync()
    {
        await Task.WhenAll(_nodes.Where(n => !n.Process.HasExited).Select(n => n.ReadyAsync(_patience)));
        foreach (var gateway in Gateways.Where(g => !g.Process.HasExited))
            await Eventually.AssertAsync(async () => await gateway.AskAsync([1, 2, 3]), _patience);
    }

    /// <summary>Nothing gets through between a node and the others any more, and nobody is told; in a cluster with proxies.</summary>
    public void CutOff(NodeProcess node)
    {
        foreach (var (port, proxy) in _proxies!)
        {
            if (port == node.Port) proxy.IsCut = true;
            else proxy.CutFrom(node.Port);
        }
    }

    /// <summary>All that was sent meanwhile, and what is sent from now on, gets through.</summary>
    public void Mend(NodeProcess node)
    {
        foreach (var (port, proxy) in _proxies!)
        {
            if (port == node.Port) proxy.IsCut = false;
            else proxy.MendFrom(node.Port);
        }
    }

    /// <summary>Every connection between nodes ends; each may make another at once. In a cluster with proxies.</summary>
    public void BreakConnections()
    {
        foreach (var proxy in _proxies!.Values) proxy.Break();
    }

    /// <summary>Waits until every node that runs is ready, sees as many members up as run, and none that cannot be reached.</summary>
    public async Task IsOneAsync(TimeSpan patience)
    {
        var running = _nodes.Where(n => !n.Process.HasExited).ToList();
        await Task.WhenAll(running.Select(n => n.ReadyAsync(patience)));
        await HaveMembersAsync(running, running.Count, patience);
    }

    /// <summary>
    /// Waits until every gateway that runs sees so many members up, and none that cannot be reached: who is dead was removed.
    /// </summary>
    public Task HasMembersAsync(int members, TimeSpan patience) =>
        HaveMembersAsync(Gateways.Where(g => !g.Process.HasExited), members, patience);

    /// <summary>Runs <c>actorserve deploy</c> against the first seed that runs, and waits until it ends.</summary>
    public async Task<(int ExitCode, string Output)> DeployAsync(string json, TimeSpan patience)
    {
        var file = Path.Combine(_folder, "deployed.json");
        await File.WriteAllTextAsync(file, json);
        await using var command = ServeProcess.Start(
            Path.Combine(AppContext.BaseDirectory, "ActorServe.Cli.dll"), ["deploy", file, "--address", Admin]);
        return (await command.ExitedAsync(patience), command.Output);
    }

    /// <summary>The replicas that the first seed that runs tells of, and their states.</summary>
    public async Task<IReadOnlyList<(string Id, string State)>> ReplicasAsync()
    {
        var status = await _http.GetFromJsonAsync<JsonElement>(new Uri($"{Admin}/api/serve/applications/"));
        return
        [
            .. status.GetProperty("applications").EnumerateObject()
                .SelectMany(application => application.Value.GetProperty("deployments").EnumerateObject())
                .SelectMany(deployment => deployment.Value.GetProperty("replicas").EnumerateArray())
                .Select(replica => (replica.GetProperty("replica_id").GetString()!, replica.GetProperty("state").GetString()!)),
        ];
    }

    /// <summary>Deploys an application file at the first seed that runs; done when its controller has taken it.</summary>
    public async Task PutAsync(string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _http.PutAsync(new Uri($"{Admin}/api/serve/applications/"), content);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"PUT answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        foreach (var proxy in _proxies?.Values ?? Enumerable.Empty<TcpProxy>()) await proxy.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string Admin => Seeds.First(s => !s.Process.HasExited).HealthUrl;

    private string StartFile => Path.Combine(_folder, "start.json");

    private static async Task HaveMembersAsync(IEnumerable<NodeProcess> nodes, int members, TimeSpan patience)
    {
        foreach (var node in nodes)
        {
            await Eventually.AssertAsync(
                async () =>
                {
                    var said = await node.ClusterAsync();
                    if (said != $"one of {members} members that are up")
                        throw new InvalidOperationException($"{node.Address}: {said}, instead of {members}");
                },
                patience);
        }
    }

    private NodeProcess StartSeed(int port)
    {
        var admin = $"http://127.0.0.1:{FreePorts.Next()}";
        string[] arguments =
        [
            "--Admin:Urls", admin, "--Cluster:StateFolder", Path.Combine(_folder, $"seed-{port}"), "--StartFile", StartFile,
        ];
        var node = NewNode("ActorServe.Seed", port, admin, arguments);
        _nodes.Add(node);
        return node;
    }

    private NodeProcess NewNode(string program, int port, string health, string[] arguments, string http = "")
    {
        string[] listen = [];
        if (_proxies is not null)
        {
            _proxies[port] = new TcpProxy(port);
            listen = ["--Cluster:BindHostname", TcpProxy.NodeHost];
        }

        return new NodeProcess(program, port, health, [.. _seedArguments, .. listen, .. arguments], _files.Environment) { HttpUrl = http };
    }

    private NodeProcess Added(NodeProcess node, List<NodeProcess> to)
    {
        _nodes.Add(node);
        to.Add(node);
        return node;
    }
}
