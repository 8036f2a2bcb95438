using System.Globalization;
using System.Text.Json;
using ActorServe.TestSupport;
using ActorServe.TestSupport.Processes;

namespace ActorServe.Containers;

/// <summary>The project's compose file, under a name and on ports of its own.</summary>
internal sealed class Compose
{
    private static readonly string[] _services = ["kafka", "seed", "replica", "gateway"];

    private readonly string _name;
    private readonly Shell _shell;
    private readonly string[] _command;

    private Compose(string name, Shell shell, string[] command) => (_name, _shell, _command) = (name, shell, command);

    /// <summary>How long anything may take.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(4);

    /// <summary>Finds compose, of either generation.</summary>
    /// <param name="engine">Where it runs.</param>
    /// <param name="name">The name of the project.</param>
    /// <param name="ports">Variables that say which ports of the host it has.</param>
    /// <param name="files">The files: those for an engine of ours are left out on another.</param>
    public static async Task<Compose> OfAsync(Engine engine, string name, IReadOnlyDictionary<string, string> ports, params string[] files)
    {
        var shell = new Shell(new Dictionary<string, string>(engine.Environment.Concat(ports)));
        string[] program = (await shell.TryAsync("docker", "compose", "version")).ExitCode == 0
            ? ["docker", "compose"]
            : ["docker-compose"];
        var used = files.Where(file => engine.IsOurs || !file.Contains("engine", StringComparison.Ordinal));
        return new Compose(name, shell, [.. program, "-p", name, .. used.SelectMany(file => (string[])["-f", file])]);
    }

    /// <summary>Runs one of its commands, which must succeed.</summary>
    public Task<string> RunAsync(params string[] arguments) => _shell.RunAsync(_command[0], [.. _command[1..], .. arguments]);

    /// <summary>Runs a command of the engine, which must succeed.</summary>
    public Task<string> DockerAsync(params string[] arguments) => _shell.RunAsync("docker", arguments);

    /// <summary>
    /// Has so many replica nodes and gateways run beside what else there is, and waits until all are healthy. Kafdrop is left out: its
    /// image must be pulled.
    /// </summary>
    public async Task UpAsync(int replicas = 1, int gateways = 1, params string[] furtherServices)
    {
        string[] scale = ["--scale", $"replica={replicas}", "--scale", $"gateway={gateways}"];
        await RunAsync(["up", "-d", .. scale, .. _services, .. furtherServices]);
        await AreHealthyAsync(2 + replicas + gateways + furtherServices.Length);
    }

    /// <summary>Waits until so many containers run, all of them healthy.</summary>
    public Task AreHealthyAsync(int count) => Eventually.AssertAsync(
        async () =>
        {
            var containers = await ContainersAsync();
            var told = string.Join(
                ", ", containers.Select(c => $"{c.ContainerId[..12]} {(c.IsRunning ? c.HealthStatus : $"ended with {c.EndCode}")}"));
            if (containers.Count != count || containers.Any(c => !c.IsRunning || c.HealthStatus != "healthy"))
                throw new InvalidOperationException($"not {count} healthy containers: {told}");
        },
        Patience);

    /// <summary>The containers of a service, or all; also those that ended.</summary>
    public async Task<IReadOnlyList<Container>> ContainersAsync(string? service = null)
    {
        string[] ofService = service is null ? [] : ["--filter", $"label=com.docker.compose.service={service}"];
        var ids = await DockerAsync(
            [
                "ps", "-aq", "--filter", $"label=com.docker.compose.project={_name}", "--filter", "label=com.docker.compose.oneoff=False",
                .. ofService,
            ]);
        if (ids.Length == 0) return [];
        var inspected = JsonSerializer.Deserialize<JsonElement>(await DockerAsync(["inspect", .. ids.Split('\n')]));
        return [.. inspected.EnumerateArray().Select(Container.Of)];
    }

    /// <summary>
    /// Ends a container's process as a crash does, of which the engine is not told: <c>docker kill</c> would be a word to leave it stopped.
    /// </summary>
    public async Task CrashAsync(Container container, string image)
    {
        var kill = string.Create(CultureInfo.InvariantCulture, $"kill -9 {container.ProcessId}");
        await DockerAsync("run", "--rm", "--network", "none", "--pid", "host", "--user", "0", "--entrypoint", "bash", image, "-c", kill);
    }

    /// <summary>The image that a service was built as.</summary>
    public async Task<string> ImageAsync(string service) =>
        await DockerAsync("inspect", "--format", "{{.Image}}", (await ContainersAsync(service))[0].ContainerId);

    /// <summary>
    /// Has the image of a service be another, as the build of the next release would: by a label alone, so that its layers are those that
    /// there are.
    /// </summary>
    public async Task RenewImageAsync(string service)
    {
        var name = await DockerAsync("inspect", "--format", "{{.Config.Image}}", (await ContainersAsync(service))[0].ContainerId);
        await DockerAsync("build", "--target", service, "--label", $"release={Guid.NewGuid():N}", "--tag", name, ".");
    }

    /// <summary>Ends and forgets everything.</summary>
    public Task DownAsync() => RunAsync(
        "--profile", "demo", "--profile", "cli", "--profile", "observability", "down", "--volumes", "--remove-orphans");
}
