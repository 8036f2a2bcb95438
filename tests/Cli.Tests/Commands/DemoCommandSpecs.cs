namespace ActorServe.Cli.Tests.Commands;

public sealed class DemoCommandSpecs
{
    [Fact]
    public async Task Every_digit_that_goes_in_comes_out_once_as_the_model_says()
    {
        var terminal = new TestTerminal();

        var ended = await terminal.RunAsync("demo", "--seconds", "5", "--rate", "200");

        Assert.True(ended == ExitCodes.Ok, terminal.All);
        Assert.Contains("missing 0, twice 0, not as the model says 0", terminal.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', terminal.All);
    }
}
