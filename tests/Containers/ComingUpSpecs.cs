using System.Text.Json;

namespace ActorServe.Containers;

/// <summary>What a person sees who types <c>docker compose up</c>.</summary>
public sealed class ComingUpSpecs(Machine machine, ITestOutputHelper output)
{
    private static readonly string[] _lines = File.ReadAllLines(Served.Samples);

    [Fact]
    public async Task Records_from_outside_are_answered_as_the_model_is_known_to_and_in_their_order()
    {
        var served = await machine.ServedAsync(output);

        var labels = await served.LabelsOfSamplesAsync(Guid.NewGuid().ToString("N"));

        Assert.Equal(_lines.Select(Predicted), labels);
    }

    [Fact]
    public async Task Requests_from_outside_are_answered()
    {
        var served = await machine.ServedAsync(output);
        var gateway = Assert.Single(await served.Compose.ContainersAsync("gateway"));

        foreach (var line in _lines.Take(20)) Assert.Equal(Predicted(line), await served.LabelAsync(gateway, line));
    }

    [Fact]
    public async Task The_command_has_a_container_too()
    {
        var served = await machine.ServedAsync(output);

        var members = await served.Compose.RunAsync("run", "--rm", "cli", "cluster", "--json");

        Assert.Contains("akka.tcp://actorserve@seed:4053", members, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_container_has_the_application_files_and_deploys_one_again()
    {
        var served = await machine.ServedAsync(output);

        var told = await served.Compose.RunAsync("run", "--rm", "cli", "deploy", "/applications/digits.yaml");

        Assert.Contains("digits: RUNNING", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SIGTERM_reaches_every_program_which_ends_in_good_order()
    {
        var served = await machine.ServedAsync(output);

        await served.Compose.RunAsync("stop", "gateway", "replica", "seed");

        foreach (var service in (string[])["gateway", "replica", "seed"])
            Assert.All(
                await served.Compose.ContainersAsync(service),
                container => Assert.Equal((false, 0), (container.IsRunning, container.EndCode)));
    }

    private static int Predicted(string line) => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("predicted").GetInt32();
}
