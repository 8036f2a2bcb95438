using ActorServe.Seed.Targets;
using Microsoft.Extensions.Options;

namespace ActorServe.Seed.Tests.Targets;

public sealed class TargetsAtStartSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorserve-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_start_file_is_read()
    {
        var start = Of(Write("applications:\n  - name: digits\n    deployments: [{ name: c, model: m }]\n"));

        Assert.Empty(start.Read());
        Assert.Equal("digits", Assert.Single(start.StartFile!.Applications).Name);
    }

    [Fact]
    public void A_start_file_that_is_not_there_is_told_by_its_setting()
    {
        var path = Path.Combine(_folder, "none.yaml");

        Assert.StartsWith(
            $"ActorServe:StartFile is '{path}', which cannot be read: ", Assert.Single(Of(path).Read()), StringComparison.Ordinal);
        Assert.StartsWith(
            $"ActorServe:StartFile is '{_folder}', which cannot be read: ", Assert.Single(Of(_folder).Read()), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_problem_of_a_start_file_is_told_with_its_line()
    {
        var path = Write(
            "applications:\n  - name: digits\n    deployments:\n"
            + "      - { name: c, model: m, max_batch_size: 0 }\n      - { name: d, modle: m }\n");

        var problems = Of(path).Read();

        Assert.All(problems, problem => Assert.StartsWith($"ActorServe:StartFile is '{path}', line ", problem, StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("line 4: ", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("line 5: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_start_file_is_not_missed_where_targets_were_kept()
    {
        new TargetsFile(_folder).Write(Some.Targets(Some.Serve(Some.Config(replicas: 1)), "v1"));

        Assert.Empty(Of(Path.Combine(_folder, "none.yaml")).Read());
    }

    [Fact]
    public async Task A_host_that_did_not_ask_does_not_start_with_a_start_file_that_is_not_there() =>
        await Assert.ThrowsAsync<InvalidDataException>(
            () => Of(Path.Combine(_folder, "none.yaml")).StartingAsync(TestContext.Current.CancellationToken));

    private TargetsAtStart Of(string startFile) => new(Options.Create(new SeedOptions { StateFolder = _folder, StartFile = startFile }));

    private string Write(string text)
    {
        var path = Path.Combine(_folder, "start.yaml");
        File.WriteAllText(path, text);
        return path;
    }
}
