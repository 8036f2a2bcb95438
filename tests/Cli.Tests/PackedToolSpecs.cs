using ActorServe.TestSupport;
using ActorServe.TestSupport.Processes;

namespace ActorServe.Cli.Tests;

/// <summary><c>actorserve</c> as a tool: packed from what was built, and installed from that package alone.</summary>
public sealed class PackedToolSpecs : IDisposable
{
    private readonly TestFolder _folder = new();

    // The folder that these specs were built into is named after it.
    private static string Configuration => Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_packed_installs_without_a_registry_and_serves_its_sample()
    {
        var config = _folder.Write("nuget.config", """
            <configuration><packageSources><clear /><add key="packed" value="packages" /></packageSources></configuration>
            """);
        var (packages, tools) = (Beside(config, "packages"), Beside(config, "tools"));
        // A node that outlives its build would hold this one's output open.
        await new Shell().RunAsync(
            "dotnet", "pack", RepositoryFolder.File("src/Cli"), "--no-build", "--configuration", Configuration, "--output", packages,
            "-nodeReuse:false");

        await new Shell().RunAsync("dotnet", "tool", "install", "ActorServe", "--tool-path", tools, "--configfile", config);

        var tool = Path.Combine(tools, "actorserve");
        Assert.Matches(@"^\d+\.\d+\.\d+", await new Shell().RunAsync(tool, "--version"));
        Assert.Contains(
            "ok: 1 application, 1 deployment", await new Shell().RunAsync(tool, "check", DigitsSample.File), StringComparison.Ordinal);
    }

    private static string Beside(string file, string name) => Path.Combine(Path.GetDirectoryName(file)!, name);
}
