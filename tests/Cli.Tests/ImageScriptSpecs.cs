using ActorServe.TestSupport;
using ActorServe.TestSupport.Processes;

namespace ActorServe.Cli.Tests;

/// <summary>
/// What the images are restored with, by a <c>dotnet</c> that has no packages of <c>pbm</c>'s server and writes down how it was called.
/// </summary>
public sealed class ImageScriptSpecs : IDisposable
{
    private const string Dotnet = """
        #!/bin/sh
        echo "$*" >>calls
        case "$*" in *PetabridgeCmd*) exit 1 ;; esac

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("actorserve-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("false", new[] { "restore src/Cli" })]
    [InlineData("true", new[] { "restore src/Cli -p:PetabridgeCmd=true", "restore src/Cli" })]
    public async Task The_server_of_pbm_is_tried_unless_the_build_was_told_to_leave_it_out(string pbm, string[] calls)
    {
        Assert.SkipWhen(Posix.IsMissing, Posix.Missing);

        var output = await RestoreAsync(pbm);

        Assert.Equal(calls, await File.ReadAllLinesAsync(Path.Combine(_folder, "calls"), TestContext.Current.CancellationToken));
        Assert.StartsWith("The images are without the server of pbm:", output, StringComparison.Ordinal);
    }

    private async Task<string> RestoreAsync(string pbm)
    {
        var dotnet = Path.Combine(_folder, "dotnet");
        await File.WriteAllTextAsync(dotnet, Dotnet.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var environment = new Dictionary<string, string>
        {
            ["PATH"] = $"{_folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}", ["PBM"] = pbm,
        };
        return await new Shell(environment, _folder).RunAsync("/bin/sh", RepositoryFolder.File("docker/restore"));
    }
}
