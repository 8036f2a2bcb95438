namespace ActorServe.Containers;

/// <summary>docker-compose.seeds.yml: three seeds, any one of which may die.</summary>
public sealed class SeedsSpecs(Machine machine, ITestOutputHelper output)
{
    [Fact]
    public async Task Any_of_three_seeds_may_be_killed_and_brought_up_again_and_nothing_is_lost()
    {
        Machine.OnlyWithAll();
        await using var served = await machine.OwnAsync(
            output, "actorserve-specs-seeds", "docker-compose.yml", "docker-compose.seeds.yml", "tests/Containers/engine.yml",
            "tests/Containers/engine.seeds.yml");
        await served.Compose.UpAsync(1, 1, "seed-2", "seed-3");

        foreach (var (seed, another) in ((string, int)[])[("seed", 1), ("seed-2", 2), ("seed-3", 0)])
        {
            await served.UnderLoadAsync(async () =>
            {
                await served.Compose.RunAsync("kill", seed);
                await served.AnsweredAsync(2_000);
                Assert.Contains("\"gateway\"", await served.MembersAsync(another), StringComparison.Ordinal);
                await served.Compose.UpAsync(1, 1, "seed-2", "seed-3");
                await served.ReplicasRunAsync(1);
            });
        }
    }
}
