using System.Globalization;
using ActorServe.TestSupport.Processes;

namespace ActorServe.Containers;

/// <summary>The engine, and the compose file that runs on it from the first spec that asks for it to the last.</summary>
public sealed class Machine : IAsyncLifetime
{
    // What stands in for an image that an engine of ours cannot pull.
    private static readonly string? _prometheus = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "prometheus")).FirstOrDefault(File.Exists);

    private Engine? _engine;
    private Served? _served;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _engine = await Engine.FindAsync();

    /// <summary>
    /// The compose file with one replica node and one gateway, all of it healthy, whatever an earlier spec did; skips the spec where no
    /// engine can run.
    /// </summary>
    internal async Task<Served> ServedAsync(ITestOutputHelper output)
    {
        Assert.SkipWhen(_engine!.Missing is not null, _engine.Missing ?? "");
        _served ??= await StartAsync(
            "actorserve-specs", "docker-compose.yml", "tests/Containers/engine.yml", "tests/Containers/engine.observability.yml");
        _served.Output = output;
        await _served.Compose.UpAsync();
        return _served;
    }

    /// <summary>The same, where Prometheus can run in it, too; else the spec is skipped.</summary>
    internal async Task<Served> WithPrometheusAsync(ITestOutputHelper output)
    {
        var served = await ServedAsync(output);
        Assert.SkipWhen(_engine!.IsOurs && _prometheus is null, "needs prometheus on the PATH: Debian's package prometheus has it");
        return served;
    }

    /// <summary>Another one, which is the spec's own; skips the spec where no engine can run.</summary>
    internal async Task<Served> OwnAsync(ITestOutputHelper output, string name, params string[] files)
    {
        Assert.SkipWhen(_engine!.Missing is not null, _engine.Missing ?? "");
        var served = await StartAsync(name, files);
        served.Output = output;
        return served;
    }

    /// <summary>Skips what takes long where it was not asked for.</summary>
    internal static void OnlyWithAll() => Assert.SkipUnless(
        Environment.GetEnvironmentVariable("ACTORSERVE_CONTAINERS") == "all", "takes long: set ACTORSERVE_CONTAINERS=all to run it");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_served is not null) await _served.DisposeAsync();
        if (_engine is not null) await _engine.DisposeAsync();
    }

    private async Task<Served> StartAsync(string name, params string[] files)
    {
        var ports = new Ports(FreePorts.Next(), FreePorts.NextOf(3), FreePorts.NextOf(3), FreePorts.Next());
        var token = Guid.NewGuid().ToString("N");
        var environment = new Dictionary<string, string>
        {
            ["ACTORSERVE_KAFKA_PORT"] = ports.Kafka.ToString(CultureInfo.InvariantCulture),
            ["ACTORSERVE_ADMIN_PORT"] = ports.Admin.ToString(CultureInfo.InvariantCulture),
            ["ACTORSERVE_ADMIN_PORT_2"] = (ports.Admin + 1).ToString(CultureInfo.InvariantCulture),
            ["ACTORSERVE_ADMIN_PORT_3"] = (ports.Admin + 2).ToString(CultureInfo.InvariantCulture),
            ["ACTORSERVE_HTTP_PORTS"] = string.Create(CultureInfo.InvariantCulture, $"{ports.Http}-{ports.Http + 2}"),
            ["ACTORSERVE_PROMETHEUS_PORT"] = ports.Prometheus.ToString(CultureInfo.InvariantCulture),
            ["ACTORSERVE_TOKEN"] = token,
        };
        if (_prometheus is not null) environment["ACTORSERVE_STAND_IN_PROMETHEUS"] = _prometheus;
        var compose = await Compose.OfAsync(_engine!, name, environment, files);
        // What a run before this one left, had it no time to end.
        await compose.DownAsync();
        await compose.RunAsync("--profile", "cli", "build");
        return new Served(compose, ports, token);
    }
}

/// <summary>Ports of the host: Kafka's, the first of the seeds' for the admin REST, the first of the gateways', and Prometheus'.</summary>
internal sealed record Ports(int Kafka, int Admin, int Http, int Prometheus);
