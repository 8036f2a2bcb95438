namespace ActorServe.Containers;

/// <summary>
/// Containers that are made anew of the next release's images, by the commands and in the order of docs/operations.md, under load.
/// </summary>
public sealed class RecreatingSpecs(Machine machine, ITestOutputHelper output)
{
    [Fact]
    public async Task Replica_nodes_then_gateways_then_the_seed_made_anew_lose_and_repeat_nothing()
    {
        Machine.OnlyWithAll();
        var served = await machine.ServedAsync(output);
        await served.Compose.UpAsync(replicas: 2);

        var repeated = await served.UnderLoadAsync(async () =>
        {
            await RecreateAsync(served, "replica", "--scale", "replica=2");
            await served.ReplicasRunAsync(2);
            await RecreateAsync(served, "gateway", "--scale", "gateway=1");
            await served.GatewaysReadAsync(1);
            await RecreateAsync(served, "seed");
            await served.ReplicasRunAsync(2);
        });

        Assert.Equal(0, repeated);
    }

    private static async Task RecreateAsync(Served served, string service, params string[] scale)
    {
        var before = await served.Compose.ContainersAsync(service);
        await served.Compose.RenewImageAsync(service);

        await served.Compose.RunAsync(["up", "-d", "--no-deps", .. scale, service]);
        await served.Compose.AreHealthyAsync(5);

        var after = await served.Compose.ContainersAsync(service);
        Assert.Empty(after.Select(container => container.ContainerId).Intersect(before.Select(container => container.ContainerId)));
    }
}
