using ActorServe.Seed.Targets;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Tests.Targets;

public sealed class TargetsFileSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorserve-").FullName;

    private TargetsFile File => new(Path.Combine(_folder, "state"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Where_there_is_no_file_nothing_was_set() => Assert.Equal(0, File.Read().Version);

    [Fact]
    public void What_is_written_is_read()
    {
        File.Write(Some.Targets(Some.Serve(Some.Config(replicas: 3)), "v1", 7) with { ConfigVersion = 5 });

        var read = File.Read();
        Assert.Equal((7, 7, 5), (read.Version, read.SetAtMs, read.ConfigVersion));
        Assert.Equal([new DeploymentPin(new DeploymentKey(Some.Deployment, "v1"), Some.Pin)], read.Pins);
        Assert.Equal(3, read.Config.Applications.Single().Deployments.Single().NumReplicas);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whether_a_version_ran_is_read_as_it_was_written(bool hasRun)
    {
        var targets = Some.Targets(Some.Serve(Some.Config(replicas: 3)), "v1", 7);
        File.Write(targets with { Pins = [targets.Pins[0] with { HasRun = hasRun }] });

        Assert.Equal(hasRun, Assert.Single(File.Read().Pins).HasRun);
    }

    [Fact]
    public void Of_a_file_that_does_not_say_it_no_version_ran()
    {
        var targets = Some.Targets(Some.Serve(Some.Config(replicas: 3)), "v1", 7);
        File.Write(targets with { Pins = [targets.Pins[0] with { HasRun = true }] });
        var lines = System.IO.File.ReadAllLines(File.Path);
        var older = lines.Where(line => !line.Contains("has_run", StringComparison.Ordinal))
            .Select(line => line.Replace("\"8f1e\",", "\"8f1e\"", StringComparison.Ordinal));
        System.IO.File.WriteAllLines(File.Path, older);

        Assert.False(Assert.Single(File.Read().Pins).HasRun);
    }

    [Fact]
    public void A_file_that_does_not_tell_the_number_of_its_config_has_one_with_its_own()
    {
        File.Write(Some.Targets(Some.Serve(Some.Config(replicas: 3)), "v1", 7) with { ConfigVersion = 5 });
        System.IO.File.WriteAllText(
            File.Path, System.IO.File.ReadAllText(File.Path).Replace("\"config_version\": 5,", "", StringComparison.Ordinal));

        Assert.Equal(7, File.Read().ConfigVersion);
    }

    [Fact]
    public void A_write_leaves_nothing_beside_the_file()
    {
        File.Write(Some.Targets(new ServeConfig([]), "v1", 1));
        File.Write(Some.Targets(new ServeConfig([]), "v1", 2));

        Assert.Equal(2, File.Read().Version);
        Assert.Equal(["targets.json"], Directory.EnumerateFiles(Path.GetDirectoryName(File.Path)!).Select(Path.GetFileName));
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_an_error_that_names_it()
    {
        File.Write(Some.Targets(Some.Serve(Some.Config(replicas: 3)), "v1", 7));
        var whole = System.IO.File.ReadAllBytes(File.Path);

        for (var length = 0; length < whole.Length; length += 7)
        {
            System.IO.File.WriteAllBytes(File.Path, whole[..length]);
            Assert.Contains(File.Path, Assert.Throws<InvalidDataException>(File.Read).Message, StringComparison.Ordinal);
        }
    }
}
