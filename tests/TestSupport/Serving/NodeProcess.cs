using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using ActorServe.TestSupport.Processes;

namespace ActorServe.TestSupport.Serving;

/// <summary>
/// A seed, replica node or gateway of a <see cref="ServedCluster"/>: one address, and the processes that have it one after another.
/// </summary>
public sealed class NodeProcess : IAsyncDisposable
{
    private static readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly string _program;
    private readonly string[] _arguments;
    private readonly IReadOnlyDictionary<string, string>? _environment;

    internal NodeProcess(
        string program, int port, string healthUrl, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        _program = program;
        _arguments = [.. arguments, "--Cluster:Port", port.ToString(CultureInfo.InvariantCulture)];
        (Port, HealthUrl, _environment) = (port, healthUrl, environment);
        Process = Start();
    }

    /// <summary>Its port of remoting.</summary>
    public int Port { get; }

    /// <summary>Its address, as members are named.</summary>
    public string Address => $"akka.tcp://actorserve@127.0.0.1:{Port}";

    /// <summary>Where it tells of its health.</summary>
    public string HealthUrl { get; }

    /// <summary>Where a gateway answers requests.</summary>
    public string HttpUrl { get; init; } = "";

    /// <summary>The process that has the address now, or had it last.</summary>
    public ServeProcess Process { get; private set; }

    /// <summary>Starts another process on the same address.</summary>
    public void Restart() => Process = Start();

    /// <summary>What it says of the cluster: how many members it sees up.</summary>
    public async Task<string> ClusterAsync()
    {
        var health = await _http.GetFromJsonAsync<JsonElement>(new Uri($"{HealthUrl}/-/ready"));
        return health.GetProperty("checks").GetProperty("cluster").GetProperty("message").GetString()!;
    }

    /// <summary>Asks a gateway's application, <c>/app</c>, over HTTP.</summary>
    public async Task<byte[]> AskAsync(byte[] value)
    {
        using var body = new ByteArrayContent(value);
        body.Headers.ContentType = new("application/octet-stream");
        using var answer = await _http.PostAsync(new Uri($"{HttpUrl}/app"), body);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsByteArrayAsync();
    }

    /// <summary>The sum of a metric's series that have these labels, as Prometheus would read them now.</summary>
    public async Task<double> MetricAsync(string name, string labels = "")
    {
        var text = await _http.GetStringAsync(new Uri($"{HealthUrl}/metrics"));
        var lines = text.Split('\n').Where(line => line.StartsWith($"{name}{{", StringComparison.Ordinal)).ToList();
        // A counter is told from when it first counted, whatever it is; a gauge that is not told is another's name.
        if (lines.Count == 0 && !name.EndsWith("_total", StringComparison.Ordinal)
            && !text.Contains($"# TYPE {name} ", StringComparison.Ordinal))
            throw new InvalidOperationException($"{HealthUrl}/metrics has no {name}");
        return lines.Where(line => line.Contains(labels, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
    }

    /// <summary>Whether it is ready now.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri($"{HealthUrl}/-/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception away) when (away is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>Waits until it is ready.</summary>
    public async Task ReadyAsync(TimeSpan patience)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await IsReadyAsync())
        {
            if (Process.HasExited) throw new InvalidOperationException($"{_program} ended with {Process.ExitCode}: {Process.Output}");
            if (TimeProvider.System.GetElapsedTime(began) > patience)
                throw new TimeoutException($"{_program} is not ready: {Process.Output}");
            await Task.Delay(50);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private ServeProcess Start() => ServeProcess.Start(Path.Combine(AppContext.BaseDirectory, $"{_program}.dll"), _arguments, _environment);
}
