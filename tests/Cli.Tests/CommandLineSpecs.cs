namespace ActorServe.Cli.Tests;

public sealed class CommandLineSpecs
{
    private readonly TestTerminal _terminal = new();

    [Theory]
    [InlineData("no-such-command")]
    [InlineData("run")]
    [InlineData("demo", "--seconds", "0")]
    [InlineData("demo", "--rate", "many")]
    [InlineData("demo", "--rate", "NaN")]
    [InlineData("consume", "topic", "--timeout", "1e300")]
    [InlineData("drain", "a:1", "--timeout", "5000000")]
    [InlineData("produce", "topic")]
    [InlineData("produce", "topic", "value", "--file", "f")]
    [InlineData("produce", "topic", "value", "--header", "no-value")]
    [InlineData("consume", "topic", "--from", "middle")]
    [InlineData("consume", "topic", "--count", "0")]
    [InlineData("consume", "topic", "--count", "many")]
    [InlineData("top", "--interval", "often")]
    [InlineData("top", "--interval", "NaN")]
    [InlineData("logs", "--tail", "all")]
    [InlineData("dead-letters", "list", "digits", "--count", "many")]
    [InlineData("dead-letters", "show", "digits", "0/0", "--bytes", "all")]
    [InlineData("cluster", "no-such-word")]
    [InlineData("cluster", "leave")]
    [InlineData("drain")]
    [InlineData("drain", "a:1", "--role", "gateway")]
    [InlineData("drain", "--role", "seed")]
    [InlineData("scale", "digits")]
    [InlineData("scale", "digits", "2", "--per-node", "1")]
    [InlineData("completion", "fish")]
    public async Task A_wrong_command_line_ends_with_2(params string[] args) =>
        Assert.Equal(ExitCodes.Usage, await _terminal.RunAsync(args));

    [Fact]
    public async Task A_wrong_command_line_is_told_once_with_a_word_of_where_the_help_is()
    {
        await _terminal.RunAsync("demo", "--seconds", "0");

        Assert.Equal("error: --seconds must be a number above 0.\nsee: actorserve demo --help\n", _terminal.Error);
        Assert.Empty(_terminal.Output);
    }

    [Theory]
    [InlineData("error: there is no command stauts; did you mean status?", "stauts")]
    [InlineData("error: there is no command nothing-like-it", "nothing-like-it")]
    [InlineData("error: there is no command cluster lave; did you mean leave?", "cluster", "lave")]
    [InlineData("error: there is no option --adress here; did you mean --address?", "status", "--adress", "x")]
    [InlineData("error: Argument 'fish' not recognized. Must be one of: 'bash', 'zsh', 'powershell'", "completion", "fish")]
    [InlineData("error: Argument 'seed' not recognized. Must be one of: 'replica', 'gateway'", "drain", "--role", "seed")]
    [InlineData("error: 'xx' is no PARTITION/OFFSET; expected one as 3/1042.", "dead-letters", "show", "digits", "xx")]
    [InlineData("error: Which dead letter? PARTITION/OFFSET, as 3/1042.", "dead-letters", "show", "digits")]
    public async Task What_is_wrong_is_one_line_with_what_was_meant(string expected, params string[] args)
    {
        Assert.Equal(ExitCodes.Usage, await _terminal.RunAsync(args));

        Assert.StartsWith($"{expected}\nsee: actorserve", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_of_a_command_below_another_is_named_by_both()
    {
        await _terminal.RunAsync("cluster", "leave");

        Assert.EndsWith("see: actorserve cluster leave --help\n", _terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("many", "N is 'many'; expected a whole number from 1 to 4096.")]
    [InlineData("0", "N is '0'; expected a whole number from 1 to 4096.")]
    public async Task A_number_of_replicas_that_is_none_is_told_in_one_line(string number, string expected)
    {
        Assert.Equal(ExitCodes.Usage, await _terminal.RunAsync("scale", "digits", number));

        Assert.Equal($"error: {expected}\nsee: actorserve scale --help\n", _terminal.Error);
    }

    [Fact]
    public async Task A_command_that_waits_for_a_cluster_and_is_interrupted_says_so_in_a_line()
    {
        using var stopping = new CancellationTokenSource();
        await stopping.CancelAsync();

        Assert.Equal(ExitCodes.Interrupted, await _terminal.RunAsync(stopping.Token, "status", "--address", "http://127.0.0.1:1"));

        Assert.Equal("interrupted; what the cluster was told by then goes on\n", _terminal.Error);
    }

    [Fact]
    public async Task Help_names_the_commands_and_the_exit_codes()
    {
        Assert.Equal(ExitCodes.Ok, await _terminal.RunAsync("--help"));

        Assert.All(
            ["run", "demo", "check", "produce", "consume", "Exit codes"],
            word => Assert.Contains(word, _terminal.Output, StringComparison.Ordinal));
        Assert.All(
            typeof(ExitCodes).GetFields().Select(code => (int)code.GetRawConstantValue()!),
            code => Assert.Matches($@"\b{code} [a-z]", _terminal.Output));
    }
}
