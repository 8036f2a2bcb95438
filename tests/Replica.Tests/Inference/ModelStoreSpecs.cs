using ActorServe.Replica.Inference;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport;

namespace ActorServe.Replica.Tests.Inference;

public sealed class ModelStoreSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorserve-").FullName;

    [Fact]
    public async Task A_model_is_shared_by_its_users_and_ends_with_the_last()
    {
        var store = Models.Store();
        var first = await store.Acquire(TestModels.Path("lookup"));
        var second = await store.Acquire(TestModels.Path("lookup"), maxBatchSize: 8);
        Assert.Same(first.Model, second.Model);

        await first.DisposeAsync();
        await first.DisposeAsync();
        Assert.Equal(RowStatus.Completed, (await second.Run(Models.Json("1")))[0].Status);
        await second.DisposeAsync();

        Assert.Equal(FailureKind.ModelError, (await second.Run(Models.Json("1")))[0].Failure);
    }

    [Fact]
    public async Task Other_session_options_are_another_session()
    {
        var store = Models.Store();
        await using var first = await store.Acquire(TestModels.Path("lookup"));
        await using var second = await store.Acquire(
            TestModels.Path("lookup"), session: new SessionConfig { GraphOptimizationLevel = "basic" });

        Assert.NotSame(first.Model, second.Model);
    }

    [Fact]
    public async Task A_model_that_is_given_back_while_it_runs_ends_after_its_runs()
    {
        var store = Models.Store();
        var row = Models.Raw(new byte[1024]);
        var batch = Enumerable.Repeat(row, 8).ToArray();
        for (var round = 0; round < 8; round++)
        {
            var lease = await store.Acquire(TestModels.Path("slow"), maxBatchSize: 8);
            var started = new CountdownEvent(2);
            var runs = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
            {
                started.Signal();
                for (var i = 0; i < 20; i++) Assert.All(await lease.Run(batch), AssertAnsweredOrUnloaded);
            })).ToList();
            started.Wait(TestContext.Current.CancellationToken);

            await lease.DisposeAsync();

            await Task.WhenAll(runs);
            Assert.Equal(FailureKind.ModelError, (await lease.Run(row))[0].Failure);
        }
    }

    [Fact]
    public async Task The_highest_version_is_loaded_where_none_is_asked_for()
    {
        foreach (var version in new[] { "9", "10", "1.10", "old" }) Version(version);
        await using var highest = await Models.Store().Acquire(_folder);
        await using var asked = await Models.Store().Acquire(_folder, version: "old");

        Assert.Equal(new(Path.GetFileName(_folder), "10"), highest.Model.Version);
        Assert.Equal("old", asked.Model.Version.Version);
    }

    [Theory]
    [InlineData("9", "10", "10")]
    [InlineData("1.9", "1.10", "1.10")]
    [InlineData("2", "1.10", "2")]
    [InlineData("1", "1.0", "1.0")]
    public void Versions_are_compared_as_numbers(string one, string other, string highest)
    {
        Version(one);
        Version(other);

        Assert.Equal(highest, ModelFile.Find(_folder, null).Version.Version);
    }

    [Fact]
    public async Task A_plain_file_has_version_1()
    {
        await using var lease = await Models.AcquireTest("lookup");

        Assert.Equal(new("lookup", "1"), lease.Model.Version);
    }

    [Fact]
    public async Task What_does_not_load_names_file_and_reason()
    {
        Version("3");
        var corrupt = TestModels.Path("corrupt");
        var missing = Path.Combine(_folder, "nowhere");
        var empty = Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName;

        await Refused($"{corrupt}: the model does not load: ", corrupt);
        await Refused($"{missing}: there is no such file or folder.", missing);
        await Refused($"{empty}: there is no folder <version>/model.onnx", empty);
        await Refused($"{Path.Combine(_folder, "7", "model.onnx")}: version '7' is not there. Versions: 3.", _folder, "7");
        await Refused($"{_folder}: '../3' is no version.", _folder, "../3");
    }

    [Fact]
    public async Task A_model_that_did_not_load_is_loaded_again_when_it_is_asked_for_again()
    {
        var store = Models.Store();
        var file = Path.Combine(_folder, "model.onnx");
        File.Copy(TestModels.Path("corrupt"), file);
        await Assert.ThrowsAsync<ModelLoadException>(() => store.Acquire(file));
        File.Copy(TestModels.Path("lookup"), file, overwrite: true);

        await using var lease = await store.Acquire(file);

        Assert.Equal(RowStatus.Completed, (await lease.Run(Models.Json("1")))[0].Status);
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_leaves_no_use_behind()
    {
        var store = Models.Store();
        var deployment = new DeploymentConfig { Name = "test", Model = TestModels.Path("slow") };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => store.AcquireAsync(deployment, new CancellationToken(canceled: true)));

        var later = await store.AcquireAsync(deployment, TestContext.Current.CancellationToken);
        await later.DisposeAsync();
        Assert.Equal(FailureKind.ModelError, (await later.Run(Models.Raw(new byte[1024])))[0].Failure);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void AssertAnsweredOrUnloaded(RowEntry entry) =>
        Assert.True(
            entry.Status == RowStatus.Completed || entry.Message!.Contains("no longer loaded", StringComparison.Ordinal), entry.Message);

    private static async Task Refused(string reason, string model, string? version = null)
    {
        var store = Models.Store();
        var refusal = await Assert.ThrowsAsync<ModelLoadException>(() => store.Acquire(model, version: version));
        Assert.StartsWith(reason, refusal.Message, StringComparison.Ordinal);
    }

    private void Version(string name)
    {
        Directory.CreateDirectory(Path.Combine(_folder, name));
        File.Copy(TestModels.Path("lookup"), Path.Combine(_folder, name, "model.onnx"));
    }
}
