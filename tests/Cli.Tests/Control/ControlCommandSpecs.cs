using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using ActorServe.TestSupport.Certificates;

namespace ActorServe.Cli.Tests.Control;

/// <summary>The commands that ask a cluster, against one in this process.</summary>
public sealed class ControlCommandSpecs : IAsyncLifetime, IDisposable
{
    private const string Digits = """
        applications:
          - name: digits
            deployments:
              - { name: classifier, model: models/digits, num_replicas: 1 }
        """;

    private readonly TestTerminal _terminal = new();
    private readonly TestFolder _folder = new();
    private TestCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await TestCluster.StartAsync(Path.GetDirectoryName(DigitsSample.File)!);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Deploying_waits_until_the_applications_run()
    {
        Assert.Equal(ExitCodes.Ok, await AskAsync("deploy", _folder.Write("digits.yaml", Digits)));

        Assert.Matches(@"deployed: 1 application, 1 deployment, targets \d{13}\n", _terminal.Output);
        Assert.EndsWith("digits: RUNNING\n", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_is_on_no_node_fails_the_deployment_and_is_named()
    {
        var file = _folder.Write("nothing.yaml", Digits.Replace("models/digits", "models/nothing", StringComparison.Ordinal));

        Assert.Equal(ExitCodes.Failed, await AskAsync("deploy", file));

        Assert.Contains("error: digits: DEPLOY_FAILED", _terminal.Error, StringComparison.Ordinal);
        Assert.Contains("models/nothing: there is no such file or folder", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_ends_with_1_when_its_time_is_over_and_not_waiting_ends_at_once()
    {
        var file = _folder.Write("nothing.yaml", Digits.Replace("models/digits", "models/nothing", StringComparison.Ordinal));

        Assert.Equal(ExitCodes.Failed, await AskAsync("deploy", file, "--timeout", "0.1"));
        Assert.DoesNotContain("DEPLOY_FAILED", _terminal.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, await AskAsync("deploy", file, "--no-wait"));
    }

    [Fact]
    public async Task A_file_with_problems_ends_with_2_and_is_not_sent()
    {
        Assert.Equal(ExitCodes.Usage, await AskAsync("deploy", _folder.Write("bad.yaml", Digits + "    colour: red\n")));

        await AskAsync("status");
        Assert.Contains("no application is deployed", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_can_be_read_only_once_as_a_pipe_is_deployed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes have paths on Linux");
        var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var end = pipe.ClientSafePipeHandle;
        await pipe.WriteAsync(Encoding.UTF8.GetBytes(Digits), TestContext.Current.CancellationToken);
        await pipe.DisposeAsync();

        Assert.Equal(ExitCodes.Ok, await AskAsync("deploy", $"/dev/fd/{end.DangerousGetHandle()}"));
    }

    [Fact]
    public async Task Status_shows_each_application_and_deployment()
    {
        await AskAsync("deploy", _folder.Write("digits.yaml", Digits));

        Assert.Equal(ExitCodes.Ok, await AskAsync("status"));
        Assert.Contains("APPLICATION  DEPLOYMENT  STATUS   REPLICAS  LAG  MESSAGE", _terminal.Output, StringComparison.Ordinal);
        Assert.Contains("classifier  HEALTHY  1/1", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_what_the_seed_answered()
    {
        await AskAsync("status", "--json");

        using var json = JsonDocument.Parse(_terminal.Output);
        Assert.Equal(0, json.RootElement.GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task Deploying_with_json_prints_the_state_that_it_ended_in_and_nothing_else()
    {
        Assert.Equal(ExitCodes.Ok, await AskAsync("deploy", _folder.Write("digits.yaml", Digits), "--json"));

        using var json = JsonDocument.Parse(_terminal.Output);
        Assert.Equal("RUNNING", json.RootElement.GetProperty("applications").GetProperty("digits").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Deploying_with_json_prints_the_state_also_where_it_failed()
    {
        var file = _folder.Write("nothing.yaml", Digits.Replace("models/digits", "models/nothing", StringComparison.Ordinal));

        Assert.Equal(ExitCodes.Failed, await AskAsync("deploy", file, "--json"));

        using var json = JsonDocument.Parse(_terminal.Output);
        Assert.Equal("DEPLOY_FAILED", json.RootElement.GetProperty("applications").GetProperty("digits").GetProperty("status").GetString());
        Assert.Contains("error: digits: DEPLOY_FAILED", _terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delete", "digits")]
    [InlineData("shutdown", "--yes")]
    public async Task Taking_down_with_json_prints_the_state_that_it_led_to(string command, string argument)
    {
        await AskAsync("deploy", _folder.Write("digits.yaml", Digits), "--no-wait");
        var printing = new TestTerminal();

        Assert.Equal(ExitCodes.Ok, await printing.RunAsync(command, argument, "--json", "--address", _cluster.Address));

        using var json = JsonDocument.Parse(printing.Output);
        Assert.All(
            json.RootElement.GetProperty("applications").EnumerateObject(),
            a => Assert.Equal("DELETING", a.Value.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task What_config_prints_can_be_deployed_again()
    {
        var file = Digits.Replace("num_replicas: 1", "num_replicas: 1, user_config: { face: \"\U0001F600\" }", StringComparison.Ordinal);
        await AskAsync("deploy", _folder.Write("digits.yaml", file));
        var printing = new TestTerminal();
        await printing.RunAsync("config", "--address", _cluster.Address);

        Assert.Equal(ExitCodes.Ok, await AskAsync("deploy", _folder.Write("again.json", printing.RawText)));
        Assert.Contains("models/digits", printing.RawText, StringComparison.Ordinal);
        Assert.Contains("\U0001F600", printing.RawText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scaling_sets_the_number_and_waits_until_they_run()
    {
        await AskAsync("deploy", _folder.Write("digits.yaml", Digits));

        Assert.Equal(ExitCodes.Ok, await AskAsync("scale", "digits", "3"));
        Assert.Contains("digits/classifier: num_replicas 1 -> num_replicas 3, targets ", _terminal.Output, StringComparison.Ordinal);
        await AskAsync("status");
        Assert.Contains("classifier  HEALTHY  3/3", _terminal.Output, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Ok, await AskAsync("scale", "digits/classifier", "--per-node", "2"));
        Assert.Contains("digits/classifier: num_replicas 3 -> replicas_per_node 2, targets ", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scaling_what_is_not_deployed_is_told_with_what_is()
    {
        Assert.Equal(ExitCodes.Failed, await AskAsync("scale", "digits", "3"));
        Assert.Contains("error: there is no application digits; nothing is deployed", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scaling_with_json_prints_the_state_that_it_ended_in_and_nothing_else()
    {
        await AskAsync("deploy", _folder.Write("digits.yaml", Digits), "--no-wait");
        var printing = new TestTerminal();

        Assert.Equal(ExitCodes.Ok, await printing.RunAsync("scale", "digits", "2", "--json", "--address", _cluster.Address));

        using var json = JsonDocument.Parse(printing.Output);
        var deployment = json.RootElement.GetProperty("applications")
            .GetProperty("digits").GetProperty("deployments").GetProperty("classifier");
        Assert.Equal(
            ("HEALTHY", 2), (deployment.GetProperty("status").GetString(), deployment.GetProperty("target_num_replicas").GetInt32()));
    }

    [Fact]
    public async Task An_application_is_deleted_once()
    {
        await AskAsync("deploy", _folder.Write("digits.yaml", Digits), "--no-wait");

        Assert.Equal(ExitCodes.Ok, await AskAsync("delete", "digits"));
        Assert.Equal(ExitCodes.Failed, await AskAsync("delete", "digits"));
        Assert.Contains("there is no application digits", _terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("digits/classifier")]
    public async Task What_can_be_no_name_of_an_application_deletes_nothing(string name)
    {
        await AskAsync("deploy", _folder.Write("digits.yaml", Digits), "--no-wait");

        Assert.Equal(ExitCodes.Usage, await AskAsync("delete", name));

        Assert.Contains($"error: '{name}' is no name of an application; expected ", _terminal.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, await AskAsync("delete", "digits"));
    }

    [Fact]
    public async Task Everything_is_taken_down_only_where_that_is_meant()
    {
        await AskAsync("deploy", _folder.Write("digits.yaml", Digits), "--no-wait");

        Assert.Equal(ExitCodes.Usage, await AskAsync("shutdown"));
        Assert.Equal(ExitCodes.Ok, await AskAsync("shutdown", "--yes"));
    }

    [Fact]
    public async Task A_seed_that_does_not_answer_is_told_by_its_address()
    {
        Assert.Equal(ExitCodes.Failed, await _terminal.RunAsync("status", "--address", "http://127.0.0.1:1"));

        Assert.Contains("http://127.0.0.1:1/ does not answer", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_is_read_from_a_file()
    {
        const string Token = "a token of some length";
        await using var guarded = await TestCluster.StartAsync(Path.GetDirectoryName(DigitsSample.File)!, Token);

        var without = await _terminal.RunAsync("cluster", "--address", guarded.Address);
        var with = await _terminal.RunAsync("cluster", "--address", guarded.Address, "--token-file", _folder.Write("token", Token + "\n"));

        var wrong = await _terminal.RunAsync(
            "cluster", "--address", guarded.Address, "--token-file", _folder.Write("wrong", "another token of some length"));

        Assert.Equal((ExitCodes.Failed, ExitCodes.Ok, ExitCodes.Failed), (without, with, wrong));
        Assert.Contains("the seed asks for another token than the one that was sent", _terminal.Error, StringComparison.Ordinal);
        Assert.Contains("the seed asks for a token: --token-file F", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seed_over_https_is_asked_where_its_authority_is_known_and_not_where_it_is_not()
    {
        using var authority = new TestAuthority();
        await using var secure = await TestCluster.StartAsync(Path.GetDirectoryName(DigitsSample.File)!, certificate: authority.IssuePem());

        var with = await _terminal.RunAsync("cluster", "--address", secure.Address, "--ca-file", authority.CaFile);
        var without = await _terminal.RunAsync("cluster", "--address", secure.Address);
        var wrong = await _terminal.RunAsync("cluster", "--address", secure.Address, "--ca-file", "/none/ca.pem");

        Assert.Equal((ExitCodes.Ok, ExitCodes.Failed, ExitCodes.Usage), (with, without, wrong));
        Assert.Contains(
            $"{secure.Address}/ does not answer: TLS: The remote certificate is invalid", _terminal.Error, StringComparison.Ordinal);
        Assert.Contains("/none/ca.pem, which cannot be read: ", _terminal.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Does it answer", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_the_other_kind_is_told_as_that()
    {
        using var authority = new TestAuthority();
        await using var secure = await TestCluster.StartAsync(Path.GetDirectoryName(DigitsSample.File)!, certificate: authority.IssuePem());

        var http = await _terminal.RunAsync("cluster", "--address", secure.Address.Replace("https:", "http:", StringComparison.Ordinal));
        var https = await _terminal.RunAsync("cluster", "--address", _cluster.Address.Replace("http:", "https:", StringComparison.Ordinal));

        Assert.Equal((ExitCodes.Failed, ExitCodes.Failed), (http, https));
        Assert.Contains("Does it answer https?", _terminal.Error, StringComparison.Ordinal);
        Assert.Contains("Does it answer http?", _terminal.Error, StringComparison.Ordinal);
    }

    private Task<int> AskAsync(params string[] args) => _terminal.RunAsync([.. args, "--address", _cluster.Address]);
}
