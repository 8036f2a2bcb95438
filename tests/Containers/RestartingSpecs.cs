namespace ActorServe.Containers;

/// <summary><c>docker compose restart</c> under load.</summary>
public sealed class RestartingSpecs(Machine machine, ITestOutputHelper output)
{
    [Theory]
    [InlineData("seed")]
    [InlineData("replica")]
    [InlineData("gateway")]
    public async Task A_service_that_is_restarted_alone_loses_and_repeats_nothing(string service)
    {
        if (service != "seed") Machine.OnlyWithAll();
        var served = await machine.ServedAsync(output);

        var repeated = await served.UnderLoadAsync(async () =>
        {
            await served.Compose.RunAsync("restart", service);
            await served.Compose.AreHealthyAsync(4);
            await served.ReplicasRunAsync(1);
        });

        Assert.Equal(0, repeated);
    }

    [Fact]
    public async Task Kafka_restarted_alone_loses_nothing()
    {
        Machine.OnlyWithAll();
        var served = await machine.ServedAsync(output);

        await served.UnderLoadAsync(
            async () =>
            {
                await served.Compose.RunAsync("restart", "kafka");
                await served.Compose.AreHealthyAsync(4);
            },
            mayGiveUp: true);
    }

    [Fact]
    public async Task All_of_the_cluster_restarted_at_once_serves_what_it_served_and_loses_nothing()
    {
        Machine.OnlyWithAll();
        var served = await machine.ServedAsync(output);

        await served.UnderLoadAsync(async () =>
        {
            await served.Compose.RunAsync("restart", "seed", "replica", "gateway");
            await served.Compose.AreHealthyAsync(4);
            await served.ReplicasRunAsync(1);
        });
    }
}
