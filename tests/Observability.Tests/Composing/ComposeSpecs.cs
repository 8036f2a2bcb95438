using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ActorServe.TestSupport;
using ActorServe.TestSupport.Processes;

namespace ActorServe.Observability.Tests.Composing;

/// <summary>The compose file's ports and its profile <c>observability</c>, as far as they can be known without images.</summary>
public sealed partial class ComposeSpecs
{
    private static readonly JsonObject _services = YamlFile.Read("docker-compose.yml")["services"]!.AsObject();

    private static readonly JsonObject _seeds = YamlFile.Read("docker-compose.seeds.yml")["services"]!.AsObject();

    private static readonly IReadOnlyList<string> _observability =
        [.. _services.Where(service => service.Value!["profiles"].Texts().Contains("observability")).Select(service => service.Key)];

    [Fact]
    public void Without_a_profile_the_same_services_come_up_as_ever() => Assert.Equal(
        ["kafka", "kafdrop", "seed", "replica", "gateway"],
        _services.Where(service => service.Value!["profiles"] is null).Select(service => service.Key));

    [Fact]
    public void The_profile_has_these_services() => Assert.Equal(["prometheus", "grafana", "collector", "jaeger"], _observability);

    [Fact]
    public void Their_images_are_of_one_version_each() =>
        Assert.All(_observability, name => Assert.Matches(@":v?\d+\.\d+\.\d+$", _services[name]!["image"]!.ToString()));

    [Fact]
    public void Their_ports_are_on_loopback_and_no_two_services_want_the_same()
    {
        Assert.All(
            _observability.SelectMany(name => _services[name]!["ports"].Texts()),
            port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));

        var published = _services.SelectMany(service => service.Value!["ports"].Texts());
        var ports = published.Select(port => HostPort().Match(port).Groups[1].Value).ToList();
        Assert.All(ports, Assert.NotEmpty);
        Assert.Equal(ports.Distinct(), ports);
    }

    [Fact]
    public void What_opens_the_doors_to_other_machines_opens_neither_kafka_nor_kafdrop()
    {
        var opened = _services
            .Where(service => service.Value!["ports"].Texts().Any(port => port.Contains("ACTORSERVE_BIND", StringComparison.Ordinal)));

        Assert.Equal(["seed", "gateway"], opened.Select(service => service.Key));
        Assert.StartsWith(
            "${ACTORSERVE_KAFKA_BIND:-127.0.0.1}:", Assert.Single(_services["kafka"]!["ports"].Texts()), StringComparison.Ordinal);
        Assert.StartsWith("127.0.0.1:", Assert.Single(_services["kafdrop"]!["ports"].Texts()), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_of_three_seeds_publishes_its_admin_REST_where_the_doors_are()
    {
        var published = _seeds["seed-2"]!["ports"].Texts().Concat(_seeds["seed-3"]!["ports"].Texts());

        Assert.Equal(
            [
                "${ACTORSERVE_BIND:-127.0.0.1}:${ACTORSERVE_ADMIN_PORT_2:-8266}:8265",
                "${ACTORSERVE_BIND:-127.0.0.1}:${ACTORSERVE_ADMIN_PORT_3:-8267}:8265",
            ],
            published);
    }

    [Fact]
    public void All_that_stays_up_is_started_again_whatever_it_ended_with()
    {
        var staying = _services.Where(service => service.Key != "cli")
            .Concat(_seeds.Where(service => !_services.ContainsKey(service.Key)));

        Assert.All(staying, service => Assert.Equal("always", service.Value!["restart"]?.ToString()));
    }

    [Fact]
    public void The_command_finds_application_files_where_the_nodes_find_them() =>
        Assert.Contains(Assert.Single(_services["cli"]!["volumes"].Texts()), _services["replica"]!["volumes"].Texts());

    [Fact]
    public void What_they_mount_is_there() => Assert.All(
        from name in _observability
        from volume in _services[name]!["volumes"].Texts()
        where volume.StartsWith("./", StringComparison.Ordinal)
        select volume,
        volume => Assert.True(Path.Exists(RepositoryFolder.File(volume.Split(':')[0])), volume));

    [Fact]
    public void Prometheus_asks_the_services_that_there_are_at_the_ports_of_their_health()
    {
        var files = new[] { "docker-compose.yml", "docker-compose.seeds.yml" };
        var known = files.SelectMany(file => YamlFile.Read(file)["services"].Keys()).ToHashSet();
        var jobs = YamlFile.Read(Observed.PrometheusConfig)["scrape_configs"]!.AsArray();
        var asked = jobs.SelectMany(job => job!["dns_sd_configs"]?.AsArray() ?? []).ToList();

        Assert.Subset(known, asked.SelectMany(discovery => discovery!["names"].Texts()).ToHashSet());
        Assert.Equal(["8265", "8080", "8080"], asked.Select(discovery => discovery!["port"]!.ToString()));
        Assert.All(asked, discovery => Assert.Equal("A", discovery!["type"]!.ToString()));
    }

    [Fact]
    public async Task Grafana_has_the_password_that_was_set_or_one_that_nobody_knows()
    {
        Assert.Equal("secret", await PasswordAsync("secret"));

        var (one, another) = (await PasswordAsync(""), await PasswordAsync(""));
        Assert.True(one.Length >= 24, one);
        Assert.NotEqual(one, another);
    }

    // What its container runs, but for Grafana itself.
    private static async Task<string> PasswordAsync(string set)
    {
        Assert.SkipWhen(Posix.IsMissing, Posix.Missing);
        var entrypoint = _services["grafana"]!["entrypoint"].Texts();
        var script = entrypoint[^1].Replace("$$", "$", StringComparison.Ordinal)
            .Replace("exec /run.sh", "printenv GF_SECURITY_ADMIN_PASSWORD", StringComparison.Ordinal);
        var start = new ProcessStartInfo(entrypoint[0], [entrypoint[1], script]) { RedirectStandardOutput = true };
        start.Environment["GF_SECURITY_ADMIN_PASSWORD"] = set;
        using var process = Process.Start(start)!;
        var password = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return password.Trim();
    }

    // 127.0.0.1:${NAME:-3000}:3000
    [GeneratedRegex(@":-?(\d+(?:-\d+)?)\}:\d+$")]
    private static partial Regex HostPort();
}
