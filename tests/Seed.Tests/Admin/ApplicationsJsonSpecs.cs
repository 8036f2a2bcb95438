using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using ActorServe.Seed.Admin;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Tests.Admin;

/// <summary>What is told of the applications, against the keys that Ray Serve has.</summary>
public sealed class ApplicationsJsonSpecs
{
    private const string LeftOut = " left out";

    private static readonly JsonElement Answer = Written();

    [Fact]
    public void Every_key_of_ray_is_there_unless_it_is_left_out_on_purpose() => Assert.All(RayKeys(), key =>
        Assert.True(Has(Answer, key.Replace(LeftOut, "", StringComparison.Ordinal).Split('.')) != key.EndsWith(LeftOut, StringComparison.Ordinal), key));

    [Fact]
    public void A_replica_is_told_with_its_process_and_its_start()
    {
        var replica = Answer.GetProperty("applications").GetProperty("digits").GetProperty("deployments").GetProperty("classifier").GetProperty("replicas")[0];

        Assert.Equal((4_711, 12.5m), (replica.GetProperty("pid").GetInt32(), replica.GetProperty("start_time_s").GetDecimal()));
        Assert.Equal("10.0.0.2", replica.GetProperty("node_ip").GetString());
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

    private static JsonElement Written()
    {
        var replica = Some.Replica(2, 1, "v1") with { ProcessId = 4_711, StartedAtMs = 12_500 };
        var deployment = new DeploymentDetails(
            Some.Deployment, DeploymentStatus.Healthy, DeploymentStatusTrigger.ConfigUpdateCompleted, "", 1, [replica]);
        var status = new ServeStatus(1, [new ApplicationDetails("digits", "/digits", ApplicationStatus.Running, "", [deployment])])
        {
            Gateways =
            [
                Some.Report() with
                {
                    Applications = [new ApplicationReport("digits", true, "", 5, 6, 0) { Lanes = [new LaneReport("kafka", 4, 3), new LaneReport("http", 1, 3)] }],
                },
            ],
        };
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            ApplicationsJson.Write(json, status, Some.Targets(Some.Serve(Some.Config(replicas: 1)), "v1"), Some.Node(1).Address);
            json.WriteEndObject();
        }

        using var written = JsonDocument.Parse(body.WrittenMemory);
        return written.RootElement.Clone();
    }

    private static ImmutableArray<string> RayKeys()
    {
        using var stream = typeof(ApplicationsJsonSpecs).Assembly.GetManifestResourceStream("ray-keys.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => line[0] != '#')];
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
