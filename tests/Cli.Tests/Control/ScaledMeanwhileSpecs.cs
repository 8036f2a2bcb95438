using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActorServe.Cli.Tests.Control;

/// <summary><c>actorserve scale digits 3</c> while others deploy, too, at a seed that is played.</summary>
public sealed class ScaledMeanwhileSpecs : IAsyncLifetime
{
    private readonly TestTerminal _terminal = new();
    private PlayedSeed _seed = null!;
    private string _later = "";
    private bool _isTaken;

    public async ValueTask InitializeAsync() => _seed = await PlayedSeed.StartAsync(seed =>
    {
        seed.MapPut("/api/serve/applications/", () =>
        {
            _isTaken = true;
            return Results.Text("""{"version":7,"warnings":[]}""", "application/json");
        });
        seed.MapGet(
            "/api/serve/applications/", () => Results.Text(_isTaken ? _later : Answer(6, Digits("num_replicas", 1)), "application/json"));
    });

    public ValueTask DisposeAsync() => _seed.DisposeAsync();

    [Theory]
    [InlineData("num_replicas", 5)]
    [InlineData("replicas_per_node", 3)]
    public async Task Another_number_that_others_set_is_told_and_is_no_success(string key, int number)
    {
        _later = Answer(9, Digits(key, number));

        Assert.Equal(ExitCodes.Failed, await ScaleAsync());

        Assert.StartsWith("error: other targets were set meanwhile: number 9", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_that_others_take_down_is_told_and_is_no_success()
    {
        _later = Answer(9, "");

        Assert.Equal(ExitCodes.Failed, await ScaleAsync());

        Assert.StartsWith("error: other targets were set meanwhile: number 9", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_others_set_beside_that_number_leaves_it_as_it_is()
    {
        _later = Answer(9, $"{Digits("num_replicas", 3)},{Application("others", "num_replicas", 1)}");

        Assert.Equal(ExitCodes.Ok, await ScaleAsync());
    }

    private static string Digits(string key, int number) => Application("digits", key, number);

    private static string Application(string name, string key, int number) => $$$"""
        "{{{name}}}":{"status":"RUNNING","message":"","gateways":[],"deployments":{"model":{"status":"HEALTHY","message":"","replicas":[]}},
        "deployed_app_config":{"name":"{{{name}}}","deployments":[{"name":"model","model":"m","{{{key}}}":{{{number}}}}]}}
        """;

    private static string Answer(long version, string applications) =>
        $$"""{"version":{{version}},"config_version":{{version}},"applications":{ {{applications}} } }""";

    private Task<int> ScaleAsync() => _terminal.RunAsync("scale", "digits", "3", "--address", _seed.Address);
}
