using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using ActorServe.Seed.Admin;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Tests.Admin;

/// <summary>What is told of the applications, against the keys that Ray Serve has.</summary>
public sealed class ApplicationsJsonSpecs
{
    private const string LeftOut = " left out";

    private static readonly JsonElement Answer = Written();

    [Fact]
    public void Every_key_of_ray_is_there_unless_it_is_left_out_on_purpose() => Assert.All(RayKeys(), key =>
        Assert.True(
            Has(Answer, key.Replace(LeftOut, "", StringComparison.Ordinal).Split('.')) != key.EndsWith(LeftOut, StringComparison.Ordinal),
            key));

    [Fact]
    public void A_replica_is_told_with_its_process_and_its_start()
    {
        var replica = ClassifierOf(Answer).GetProperty("replicas")[0];

        Assert.Equal((4_711, 12.5m), (replica.GetProperty("pid").GetInt32(), replica.GetProperty("start_time_s").GetDecimal()));
        Assert.Equal("10.0.0.2", replica.GetProperty("node_ip").GetString());
        Assert.False(replica.GetProperty("reachable").GetBoolean());
    }

    [Fact]
    public void Where_a_controller_tells_of_no_gateways_those_that_report_are_the_proxies()
    {
        var proxies = Written(new ServeStatus(1, []) { Gateways = [Some.Report()] }).GetProperty("proxies");

        Assert.Equal("HEALTHY", proxies.GetProperty(Some.Node(9).Address).GetProperty("status").GetString());
    }

    [Fact]
    public void A_deployment_is_told_with_the_file_of_its_version_and_not_with_one_of_a_former()
    {
        var config = Some.Config(replicas: 1);
        var former = new DeploymentPin(new DeploymentKey(Some.Deployment, "former"), new ModelPin("1", "0123"));
        var pin = new DeploymentPin(new DeploymentKey(Some.Deployment, DeploymentDigest.Of(config)), Some.Pin);
        var targets = new ServeTargets(1, Some.Serve(config)) { Pins = [former] };

        Assert.False(ClassifierOf(Written(Status(), targets)).TryGetProperty("model", out _));
        Assert.Equal(
            Some.Pin.Digest,
            ClassifierOf(Written(Status(), targets with { Pins = [former, pin] })).GetProperty("model").GetProperty("digest").GetString());
    }

    [Fact]
    public void The_topology_names_the_ingress()
    {
        var topology = Answer.GetProperty("applications").GetProperty("digits").GetProperty("deployment_topology");

        Assert.Equal("classifier", topology.GetProperty("ingress_deployment").GetString());
        Assert.True(topology.GetProperty("nodes").GetProperty("classifier").GetProperty("is_ingress").GetBoolean());
    }

    [Fact]
    public void A_gateway_tells_its_rows_in_all_and_by_lane()
    {
        var gateway = Assert.Single(Answer.GetProperty("applications").GetProperty("digits").GetProperty("gateways").EnumerateArray());
        var kafka = gateway.GetProperty("lanes").GetProperty("kafka");

        Assert.Equal((5, 6), (gateway.GetProperty("queued_rows").GetInt32(), gateway.GetProperty("ongoing_rows").GetInt32()));
        Assert.Equal((4, 3), (kafka.GetProperty("queued_rows").GetInt32(), kafka.GetProperty("ongoing_rows").GetInt32()));
    }

    [Fact]
    public void A_replica_is_told_with_what_it_has_to_do_and_its_health()
    {
        var replica = Answer.GetProperty("applications").GetProperty("digits")
            .GetProperty("deployments").GetProperty("classifier").GetProperty("replicas")[0];
        var load = replica.GetProperty("load");

        Assert.Equal("v1", replica.GetProperty("version").GetString());
        Assert.Equal((5, 40, 5_000), (
            load.GetProperty("ongoing_rows").GetInt32(), load.GetProperty("rows").GetInt32(),
            load.GetProperty("run_time_us").GetInt32()));
        Assert.Equal((2, "it has a cold"), (
            replica.GetProperty("health").GetProperty("failed_checks").GetInt32(),
            replica.GetProperty("health").GetProperty("message").GetString()));
    }

    [Fact]
    public void Partitions_are_told_with_their_lag_where_it_is_known()
    {
        var gateway = Answer.GetProperty("applications").GetProperty("digits").GetProperty("gateways")[0];
        var partitions = gateway.GetProperty("partitions");

        Assert.Equal((90, 10, "bad input"), (
            partitions[0].GetProperty("committed").GetInt32(), partitions[0].GetProperty("lag").GetInt32(),
            partitions[0].GetProperty("halted").GetString()));
        Assert.Equal(JsonValueKind.Null, partitions[1].GetProperty("lag").ValueKind);
        Assert.Equal(9, gateway.GetProperty("totals").GetProperty("records_in").GetInt32());
    }

    [Fact]
    public void How_long_records_took_is_told_by_bounds_and_counts()
    {
        var gateway = Answer.GetProperty("applications").GetProperty("digits").GetProperty("gateways")[0];

        Assert.Equal("[[0.4,7],[8,2]]", gateway.GetProperty("record_duration_ms").GetRawText());
    }

    [Fact]
    public void A_gateway_is_a_proxy_with_its_status() =>
        Assert.Equal("DRAINING", Answer.GetProperty("proxies").GetProperty(Some.Node(9).Address).GetProperty("status").GetString());

    [Fact]
    public void Each_process_is_told_once()
    {
        var processes = Answer.GetProperty("processes").EnumerateArray().ToList();

        Assert.Equal([9, 2], processes.Select(p => p.GetProperty("memory_bytes").GetInt32()));
    }

    private static JsonElement ClassifierOf(JsonElement answer) =>
        answer.GetProperty("applications").GetProperty("digits").GetProperty("deployments").GetProperty("classifier");

    private static JsonElement Written() => Written(Status());

    private static ServeStatus Status()
    {
        var replica = Some.Replica(2, 1, "v1") with { ProcessId = 4_711, StartedAtMs = 12_500 };
        var deployment = new DeploymentDetails(
            Some.Deployment, DeploymentStatus.Healthy, DeploymentStatusTrigger.ConfigUpdateCompleted, "", 1, [replica])
        {
            FailingChecks = [new ReplicaHealthReport(replica.Id, 2, "it has a cold")],
            Unreachable = [replica.Id],
        };
        return new ServeStatus(1, [new ApplicationDetails("digits", "/digits", ApplicationStatus.Running, "", [deployment])])
        {
            Gateways =
            [
                Some.Report() with
                {
                    Process = new ProcessReport(1, 9),
                    Applications =
                    [
                        new ApplicationReport("digits", true, "", 5, 6, 0)
                        {
                            Lanes = [new LaneReport("kafka", 4, 3), new LaneReport("http", 1, 3)],
                            Totals = new FlowReport(9, 8, 1, 0, 0),
                            Durations = [new DurationCount(3, 7), new DurationCount(20, 2), new DurationCount(9_999, 1)],
                            Partitions =
                            [
                                new PartitionReport(0, 90, 100, 0, true, "bad input"), new PartitionReport(1, -1, 100, 0, false, null),
                            ],
                        },
                    ],
                },
            ],
            ReplicaNodes =
            [
                new(replica.Id.Node, [new ReplicaLoadReport(replica.Id.Number, 5, 2, 40, 3, 5_000)]) { Process = new ProcessReport(1, 2) },
                new(Some.Report().Node, []) { Process = new ProcessReport(1, 3) },
            ],
            Proxies = [new ProxyReport(Some.Node(9).Address, ProxyStatus.Draining)],
        };
    }

    private static JsonElement Written(ServeStatus status) => Written(status, Some.Targets(Some.Serve(Some.Config(replicas: 1)), "v1"));

    private static JsonElement Written(ServeStatus status, ServeTargets targets)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            ApplicationsJson.Write(json, status, targets, Some.Node(1).Address);
            json.WriteEndObject();
        }

        using var written = JsonDocument.Parse(body.WrittenMemory);
        return written.RootElement.Clone();
    }

    private static ImmutableArray<string> RayKeys()
    {
        using var stream = typeof(ApplicationsJsonSpecs).Assembly.GetManifestResourceStream("ray-keys.txt")!;
        using var reader = new StreamReader(stream);
        return
        [
            .. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Where(line => line[0] != '#'),
        ];
    }

    private static bool Has(JsonElement of, ReadOnlySpan<string> path)
    {
        if (path.IsEmpty) return true;
        if (path[0] == "[]") return of.ValueKind == JsonValueKind.Array && of.GetArrayLength() > 0 && Has(of[0], path[1..]);
        if (of.ValueKind != JsonValueKind.Object) return false;
        if (path[0] != "*") return of.TryGetProperty(path[0], out var next) && Has(next, path[1..]);

        foreach (var property in of.EnumerateObject()) return Has(property.Value, path[1..]);
        return false;
    }
}
