using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ActorServe.TestSupport;
using ActorServe.TestSupport.Processes;

namespace ActorServe.Observability.Tests.Scraping;

/// <summary>A Prometheus of our own on loopback, with its data in a folder that goes with it.</summary>
internal sealed class PrometheusProcess : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorserve-prometheus-").FullName;
    private readonly HttpClient _http;
    private readonly Process _process;

    /// <summary>Starts it, and waits for nothing.</summary>
    /// <param name="config">Its configuration.</param>
    public PrometheusProcess(string config)
    {
        var file = Path.Combine(_folder, "prometheus.yml");
        File.WriteAllText(file, config);
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePorts.Next()}");
        string[] arguments =
            [$"--config.file={file}", $"--storage.tsdb.path={_folder}/data", $"--web.listen-address={address}", "--log.level=error"];
        _http = new HttpClient { BaseAddress = new Uri($"http://{address}"), Timeout = TimeSpan.FromSeconds(20) };
        _process = Process.Start(PrometheusTools.Prometheus!, arguments);
    }

    /// <summary>What it answers to an expression now.</summary>
    /// <exception cref="InvalidOperationException">It refuses the expression; with its reason.</exception>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string expression)
    {
        using var form = new FormUrlEncodedContent([new("query", expression)]);
        using var answer = await _http.PostAsync(new Uri("/api/v1/query", UriKind.Relative), form);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{expression}: {text}");
        return [.. JsonSerializer.Deserialize<JsonElement>(text).GetProperty("data").GetProperty("result").EnumerateArray()];
    }

    /// <summary>What its API has at a path.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        var text = await _http.GetStringAsync(new Uri($"/api/v1/{path}", UriKind.Relative));
        return JsonSerializer.Deserialize<JsonElement>(text).GetProperty("data");
    }

    /// <summary>The names of all series that it has.</summary>
    public async Task<IReadOnlySet<string>> MetricsAsync() =>
        (await GetAsync("label/__name__/values")).EnumerateArray().Select(name => name.GetString()!).ToHashSet();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
