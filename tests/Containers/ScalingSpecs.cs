namespace ActorServe.Containers;

/// <summary><c>docker compose up --scale</c> under load: nothing is missing, and nothing is answered twice.</summary>
public sealed class ScalingSpecs(Machine machine, ITestOutputHelper output)
{
    [Fact]
    public async Task One_replica_node_scaled_to_three_and_back_loses_and_repeats_nothing()
    {
        var served = await machine.ServedAsync(output);

        var repeated = await served.UnderLoadAsync(async () =>
        {
            await served.Compose.UpAsync(replicas: 3);
            await served.ReplicasRunAsync(3);
            await served.AnsweredAsync(2_000);
            await served.Compose.UpAsync(replicas: 1);
            await served.ReplicasRunAsync(1);
        });

        Assert.Equal(0, repeated);
    }

    [Fact]
    public async Task One_gateway_scaled_to_two_and_back_loses_and_repeats_nothing_and_each_answers_on_a_port_of_its_own()
    {
        var served = await machine.ServedAsync(output);

        var repeated = await served.UnderLoadAsync(async () =>
        {
            await served.Compose.UpAsync(gateways: 2);
            var gateways = await served.Compose.ContainersAsync("gateway");
            Assert.Equal(2, gateways.Select(g => g.HostPorts["8000/tcp"]).Distinct().Count());
            foreach (var gateway in gateways) await served.LabelAsync(gateway, File.ReadLines(Served.Samples).First());
            // A group that still rebalances takes no commit: what leaves it then is answered twice.
            await served.GatewaysReadAsync(2);
            await served.AnsweredAsync(2_000);
            await served.Compose.UpAsync(gateways: 1);
        });

        Assert.Equal(0, repeated);
    }
}
