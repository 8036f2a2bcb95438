using ActorServe.Seed.Targets;
using ActorServe.Seed.Tests.Admin;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport;

namespace ActorServe.Seed.Tests.Targets;

/// <summary>Two seeds that kept different targets, as after one of them was away, in one cluster.</summary>
public sealed class TwoSeedsSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorserve-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(7, 8, "second")]
    [InlineData(8, 7, "first")]
    public async Task They_agree_on_the_later_change(long first, long second, string holds)
    {
        Kept("first", first, changeId: 5);
        Kept("second", second, changeId: 4);

        await AssertBothHoldAsync(holds);
    }

    [Theory]
    [InlineData(5, 4, "first")]
    [InlineData(-5, 4, "second")]
    public async Task Where_both_changes_have_one_number_they_agree_on_one_all_the_same(long first, long second, string holds)
    {
        Kept("first", 7, first);
        Kept("second", 7, second);

        await AssertBothHoldAsync(holds);
    }

    private string FolderOf(string seed) => Path.Combine(_folder, seed);

    private void Kept(string seed, long version, long changeId) =>
        new TargetsFile(FolderOf(seed)).Write(new ServeTargets(version, new ServeConfig(
        [
            new ApplicationConfig
            {
                Name = seed, RoutePrefix = $"/{seed}", Ingress = "model",
                Deployments = [new DeploymentConfig { Name = "model", Model = "m" }],
            },
        ])) { ChangeId = changeId });

    private async Task AssertBothHoldAsync(string application)
    {
        await using var first = await SeedServer.StartAsync(configure: o => o.StateFolder = FolderOf("first"));
        await Eventually.AssertAsync(async () => Assert.Equal(["first"], await ApplicationsAsync(first)));
        await using var second = await SeedServer.StartAsync(configure: o => o.StateFolder = FolderOf("second"), join: first.Address);

        await Eventually.AssertAsync(async () =>
        {
            Assert.Equal([application], await ApplicationsAsync(first));
            Assert.Equal([application], await ApplicationsAsync(second));
            Assert.Equal([application], KeptBy("first"));
            Assert.Equal([application], KeptBy("second"));
        });
    }

    private static async Task<IEnumerable<string>> ApplicationsAsync(SeedServer seed) =>
        (await seed.GetAsync()).GetProperty("applications").EnumerateObject().Select(a => a.Name).ToList();

    private IEnumerable<string> KeptBy(string seed) => new TargetsFile(FolderOf(seed)).Read().Config.Applications.Select(a => a.Name);
}
