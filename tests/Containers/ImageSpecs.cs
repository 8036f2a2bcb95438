using System.Text.Json;

namespace ActorServe.Containers;

/// <summary>What is in the images.</summary>
public sealed class ImageSpecs(Machine machine, ITestOutputHelper output)
{
    [Theory]
    [InlineData("seed")]
    [InlineData("replica")]
    [InlineData("gateway")]
    public async Task A_program_is_not_root_tells_its_health_and_collects_garbage_as_it_was_measured(string service)
    {
        var config = await ConfigAsync(service);

        Assert.Equal("1654", config.GetProperty("User").GetString());
        Assert.Equal("healthy", config.GetProperty("Healthcheck").GetProperty("Test")[1].GetString());
        Assert.Contains("DOTNET_GCgen0size=0x2000000", config.GetProperty("Env").EnumerateArray().Select(v => v.GetString()));
    }

    [Theory]
    [InlineData("seed")]
    [InlineData("replica")]
    [InlineData("gateway")]
    public async Task An_image_has_the_libraries_of_its_own_platform_only(string service)
    {
        var served = await machine.ServedAsync(output);

        var foreign = await served.Compose.DockerAsync(
            "run", "--rm", "--network", "none", "--entrypoint", "find", await served.Compose.ImageAsync(service),
            "/app", "-name", "runtimes", "-o", "-name", "*.dylib", "-o", "-name", "onnxruntime.dll", "-o", "-name", "librdkafka.dll");

        Assert.Empty(foreign);
    }

    private async Task<JsonElement> ConfigAsync(string service)
    {
        var served = await machine.ServedAsync(output);
        var inspected = await served.Compose.DockerAsync("image", "inspect", await served.Compose.ImageAsync(service));
        return JsonSerializer.Deserialize<JsonElement>(inspected)[0].GetProperty("Config");
    }
}
