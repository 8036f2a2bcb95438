using ActorServe.TestSupport.Processes;

namespace ActorServe.Containers;

/// <summary>
/// The Docker engine that the specs use, with the base images: the one that answers, or one of our own (the script <c>engine</c>), which
/// ends with the specs. Where there is neither it says why, and specs are skipped.
/// </summary>
internal sealed class Engine : IAsyncDisposable
{
    private static readonly string _script = TestSupport.RepositoryFolder.File("tests/Containers/engine");
    private static readonly string[] _baseImages =
    [
        "mcr.microsoft.com/dotnet/sdk:10.0", "mcr.microsoft.com/dotnet/aspnet:10.0", "apache/kafka:4.3.1",
    ];

    private Dictionary<string, string> _environment = [];

    /// <summary>Why there is none; null where there is one.</summary>
    public string? Missing { get; private set; }

    /// <summary>Whether it was started by us: such a one has no network to the outside.</summary>
    public bool IsOurs => _environment.Count > 0;

    /// <summary>What a program needs in its environment to find it.</summary>
    public IReadOnlyDictionary<string, string> Environment => _environment;

    /// <summary>A script that makes the base images on a machine that can pull none.</summary>
    private static string? StandIns =>
        System.Environment.GetEnvironmentVariable("ACTORSERVE_STAND_INS") is { Length: > 0 } path ? path : null;

    /// <summary>Finds it, or starts it.</summary>
    public static async Task<Engine> FindAsync()
    {
        var engine = new Engine();
        if ((await new Shell().TryAsync("docker", "version")).ExitCode != 0) await engine.StartAsync();
        if (engine.Missing is null) await engine.HaveBaseImagesAsync();
        return engine;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (IsOurs) await new Shell().RunAsync("bash", _script, "stop");
    }

    private async Task StartAsync()
    {
        var (exitCode, output, error) = await new Shell().TryAsync("bash", _script, "start");
        if (exitCode == 0) _environment = new() { ["DOCKER_HOST"] = output.Split('\n')[^1] };
        else Missing = error.Split('\n')[^1];
    }

    // Where stand-ins are named nothing is pulled.
    private async Task HaveBaseImagesAsync()
    {
        var shell = new Shell(_environment);
        foreach (var image in _baseImages)
        {
            if ((await shell.TryAsync("docker", "image", "inspect", image)).ExitCode == 0) continue;
            if (StandIns is { } script) await shell.RunAsync("bash", script);
            else if (await shell.TryAsync("docker", "pull", image) is (not 0, _, var error))
            {
                Missing = $"{image} cannot be pulled ({error}); ACTORSERVE_STAND_INS may name a script that makes the base images";
                return;
            }
        }
    }
}
