using System.Collections.Immutable;
using System.CommandLine;
using ActorServe.Cli.Completion;
using ActorServe.Cli.Tests.Control;
using ActorServe.TestSupport;

namespace ActorServe.Cli.Tests.Completion;

public sealed class CompletionsSpecs
{
    private readonly TestTerminal _terminal = new();

    [Theory]
    [InlineData("actorserve dem", "demo")]
    [InlineData("actorserve con", "config,consume")]
    [InlineData("actorserve cluster ", "down,leave,show,status,tail")]
    [InlineData("actorserve cluster t", "tail")]
    [InlineData("actorserve completion ", "bash,powershell,zsh")]
    [InlineData("actorserve drain --role ", "gateway,replica")]
    [InlineData("actorserve drain --role g", "gateway")]
    [InlineData("  actorserve   dem", "demo")]
    [InlineData("actorserve nothing-of-the-kind", "")]
    public void A_word_becomes_what_may_stand_there(string line, string expected) => Assert.Equal(expected, string.Join(",", Of(line)));

    [Fact]
    public void Every_command_that_is_not_hidden_is_offered_and_no_option_before_it_is_begun()
    {
        var words = Of("actorserve ");

        Assert.Superset(new HashSet<string>(["run", "deploy", "cluster", "scale", "drain", "completion"]), words.ToHashSet());
        Assert.DoesNotContain("complete", words);
        Assert.All(words, word => Assert.Matches("^[a-z]", word));
    }

    [Fact]
    public void Options_are_offered_where_one_is_begun()
    {
        var options = Of("actorserve cluster leave --").ToHashSet();

        Assert.Superset(new HashSet<string>(["--address", "--json", "--timeout", "--no-wait", "--help"]), options);
        Assert.Equal(["--token-file"], Of("actorserve status --tok"));
    }

    [Fact]
    public void Every_name_that_only_a_seed_knows_is_asked_of_it()
    {
        string[] names = ["APPLICATION", "DEPLOYMENT", "NODE", "ADDRESS", "NAME"];
        var asked = Commands(CommandLine.Create(_terminal.Terminal))
            .SelectMany(command => command.Arguments.Select(argument => (command.Name, Argument: argument)))
            .Where(each => names.Any(name => each.Argument.Name.Contains(name, StringComparison.Ordinal))).ToList();

        Assert.Superset(
            new HashSet<string>(["delete", "scale", "drain", "leave", "logs", "lag", "replicas", "list", "show", "replay"]),
            asked.Select(each => each.Name).ToHashSet());
        Assert.All(asked, each => Assert.Contains(
            each.Argument.CompletionSources, source => source.Method.DeclaringType == typeof(SeedNames)));
    }

    [Fact]
    public void Where_a_file_is_meant_nothing_is_offered_so_that_the_shell_offers_files() => Assert.Empty(Of("actorserve deploy "));

    [Theory]
    [InlineData("actorserve cluster leave ")]
    [InlineData("actorserve drain ")]
    [InlineData("actorserve scale ")]
    public void Names_that_no_seed_tells_are_none_in_silence(string line) =>
        Assert.Empty(Of($"actorserve {Address("http://127.0.0.1:1", line)}"));

    [Fact]
    public async Task Members_applications_and_deployments_come_from_the_seed()
    {
        await using var cluster = await TestCluster.StartAsync(Path.GetDirectoryName(DigitsSample.File)!);
        using var folder = new TestFolder();
        var file = folder.Write("digits.yaml", """
            applications:
              - name: digits
                deployments: [{ name: classifier, model: models/digits }]
              - name: pair
                ingress: one
                deployments: [{ name: one, model: models/digits }, { name: two, model: models/digits }]
            """);
        Assert.Equal(ExitCodes.Ok, await _terminal.RunAsync("deploy", file, "--no-wait", "--address", cluster.Address));

        ImmutableArray<string> Names(string line) => Of($"actorserve {Address(cluster.Address, line)}");
        // A seed that takes longer than a key may is not waited for.
        await Eventually.AssertAsync(() => Assert.Equal([$"127.0.0.1:{cluster.Seed.Port}"], Names("actorserve cluster leave ")));
        await Eventually.AssertAsync(() => Assert.Equal([$"127.0.0.1:{cluster.Seed.Port}"], Names("actorserve drain 127")));
        await Eventually.AssertAsync(() => Assert.Equal(["digits", "pair/one", "pair/two"], Names("actorserve scale ")));
        await Eventually.AssertAsync(() => Assert.Equal(["digits", "pair"], Names("actorserve delete ")));
        await Eventually.AssertAsync(() => Assert.Equal(["digits", "pair", "pair/one", "pair/two"], Names("actorserve replicas ")));
        await Eventually.AssertAsync(() => Assert.Equal(["digits"], Names("actorserve dead-letters list digits")));

        foreach (var line in (string[])
        [
            "delete digits ", "scale digits ", "replicas digits ", "dead-letters show digits ", "cluster leave x:1 ",
        ])
            Assert.Empty(Names($"actorserve {line}"));
        Assert.Empty(Names("actorserve scale digits d"));
    }

    private static IEnumerable<Command> Commands(Command command) => command.Subcommands.SelectMany(Commands).Prepend(command);

    /// <summary>The line, and which seed is meant.</summary>
    private static string Address(string seed, string line)
    {
        var words = line["actorserve ".Length..];
        var last = words.LastIndexOf(' ') + 1;
        return $"{words[..last]}--address {seed} {words[last..]}";
    }

    private ImmutableArray<string> Of(string line) => Completions.Of(CommandLine.Create(_terminal.Terminal), line);
}
