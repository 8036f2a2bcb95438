using ActorServe.TestSupport;

namespace ActorServe.Containers;

/// <summary>Containers that die and are restarted, under load: nothing is missing, and what is answered twice is counted.</summary>
public sealed class DyingSpecs(Machine machine, ITestOutputHelper output)
{
    [Theory]
    [InlineData("replica")]
    [InlineData("gateway")]
    [InlineData("seed")]
    public async Task A_container_that_crashes_is_started_again_and_nothing_is_lost(string service)
    {
        var served = await machine.ServedAsync(output);

        await served.UnderLoadAsync(async () =>
        {
            var before = Assert.Single(await served.Compose.ContainersAsync(service));
            await served.Compose.CrashAsync(before, await served.Compose.ImageAsync("seed"));
            await IsAnotherAsync(served, service, before);
            await served.Compose.AreHealthyAsync(4);
            await served.ReplicasRunAsync(1);
        });
    }

    [Theory]
    [InlineData("replica")]
    [InlineData("gateway")]
    [InlineData("seed")]
    public async Task A_container_that_is_killed_and_brought_up_again_loses_nothing(string service)
    {
        Machine.OnlyWithAll();
        var served = await machine.ServedAsync(output);

        await served.UnderLoadAsync(async () =>
        {
            await served.Compose.RunAsync("kill", service);
            await served.Compose.UpAsync();
            await served.ReplicasRunAsync(1);
        });
    }

    // Restarted by the engine, not by us.
    private static Task IsAnotherAsync(Served served, string service, Container before) => Eventually.AssertAsync(
        async () =>
        {
            var now = Assert.Single(await served.Compose.ContainersAsync(service));
            Assert.Equal((before.ContainerId, true), (now.ContainerId, now.IsRunning));
            Assert.InRange(now.Restarts, before.Restarts + 1, int.MaxValue);
        },
        Compose.Patience);
}
