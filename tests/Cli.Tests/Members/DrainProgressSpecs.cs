using System.Text.Json;
using ActorServe.Cli.Inspecting;
using ActorServe.Cli.Members;

namespace ActorServe.Cli.Tests.Members;

public sealed class DrainProgressSpecs
{
    private static readonly ServingReading Status = ServingReading.Of(JsonSerializer.SerializeToElement(new
    {
        applications = new
        {
            one = new
            {
                gateways = new[]
                {
                    new { node_id = Seen.AddressOf(4), queued_rows = 3, ongoing_rows = 20 },
                    new { node_id = Seen.AddressOf(5), queued_rows = 9, ongoing_rows = 9 },
                },
                deployments = new
                {
                    model = new
                    {
                        replicas = new[]
                        {
                            new { node_id = Seen.AddressOf(2), load = new { ongoing_rows = 7 } },
                            new { node_id = Seen.AddressOf(3), load = new { ongoing_rows = 9 } },
                        },
                    },
                },
            },
            two = new
            {
                gateways = new[] { new { node_id = Seen.AddressOf(4), queued_rows = 0, ongoing_rows = 1 } },
                deployments = new { model = new { replicas = new[] { new { node_id = Seen.AddressOf(2) } } } },
            },
        },
    }));

    [Fact]
    public void A_gateways_rows_are_those_of_all_applications() =>
        Assert.Equal("21 rows at replicas, 3 waiting", DrainProgress.Of(Status, Seen.Member(4, role: "gateway")));

    [Fact]
    public void A_replica_nodes_replicas_are_counted_until_none_is_left()
    {
        Assert.Equal("2 replicas left with 7 rows", DrainProgress.Of(Status, Seen.Member(2)));
        Assert.Equal("0 replicas left", DrainProgress.Of(Status, Seen.Member(6)));
    }

    [Fact]
    public void Nothing_is_said_of_a_gateway_that_does_not_report() =>
        Assert.Empty(DrainProgress.Of(Status, Seen.Member(6, role: "gateway")));
}
