using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using ActorServe.Cli.Completion;
using ActorServe.TestSupport.Processes;

namespace ActorServe.Cli.Tests.Completion;

/// <summary>
/// The scripts in the shells that they are for, with an <c>actorserve</c> that is the real one, or says how it was called.
/// </summary>
public sealed class ShellCompletionSpecs : IDisposable
{
    private const string Telling = "actorserve() { printf '%s\\n' \"$2\" > \"$told\"; printf '%s\\n' \"${candidates[@]}\"; }";

    private readonly TestFolder _folder = new();
    private readonly string _told;

    public ShellCompletionSpecs() => _told = _folder.Write("told", "");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("powershell")]
    public async Task The_command_prints_the_script(string shell)
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCodes.Ok, await terminal.RunAsync("completion", shell));

        Assert.Equal(CompletionCommand.Script(shell), terminal.Output);
        Assert.Contains($"actorserve completion {shell}", terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bash_completes_by_what_the_program_says()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "ActorServe.Cli.dll");

        Assert.Equal(["leave"], await BashAsync($"actorserve() {{ dotnet '{program}' \"$@\"; }}", "actorserve cluster le"));
    }

    [Fact]
    public async Task Bash_is_told_what_stands_before_the_cursor_alone()
    {
        await BashAsync(Telling, "actorserve cluster le --json", at: "actorserve cluster le".Length);

        Assert.Equal("actorserve cluster le\n", await File.ReadAllTextAsync(_told, TestContext.Current.CancellationToken));
    }

    /// <summary>It takes a colon for the end of a word, and puts what it is given behind that.</summary>
    [Theory]
    [InlineData("actorserve drain 10.0.0.1:40", "4053,4063")]
    [InlineData("actorserve drain 10.0.0.1:", "4053,4063")]
    [InlineData("actorserve drain 10", "10.0.0.1:4053,10.0.0.1:4063")]
    public async Task Bash_is_given_what_stands_behind_the_last_colon(string line, string expected)
    {
        var words = await BashAsync($"candidates=(10.0.0.1:4053 10.0.0.1:4063); {Telling}", line);

        Assert.Equal(expected, string.Join(",", words));
    }

    [Fact]
    public async Task Bash_is_given_words_as_they_are_and_no_files_for_a_star()
    {
        var words = await BashAsync($"cd /; candidates=('*' 'two words'); {Telling}", "actorserve lag ");

        Assert.Equal(["*", "two words"], words);
    }

    [Fact]
    public async Task A_program_that_fails_or_is_not_there_gives_bash_nothing_and_no_word_of_it() =>
        Assert.Empty(await BashAsync("actorserve() { echo trouble >&2; return 1; }", "actorserve cluster le"));

    [Fact]
    public void The_script_for_powershell_parses()
    {
        Parser.ParseInput(CompletionCommand.Script("powershell"), out _, out var errors);

        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("actorserve cluster le", "actorserve cluster le")]
    [InlineData("actorserve cluster ", "actorserve cluster ")]
    public void Powershell_completes_by_what_the_program_says_and_tells_it_the_line(string line, string told)
    {
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using var shell = PowerShell.Create(runspace);
        shell.AddScript("function global:actorserve { $global:Told = $args; 'leave'; 'lend' }").AddStatement();
        shell.AddScript(CompletionCommand.Script("powershell")).Invoke();
        shell.Commands.Clear();

        var completions = CommandCompletion.CompleteInput(line, line.Length, null, shell);

        Assert.Equal(["leave", "lend"], completions.CompletionMatches.Select(match => match.CompletionText));
        Assert.Equal(["complete", told], ((object[])runspace.SessionStateProxy.GetVariable("Told")).Select(word => word.ToString()));
    }

    /// <summary>What bash is given for a line, by the function that the script has it call, called as bash does.</summary>
    private async Task<string[]> BashAsync(string actorserve, string line, int? at = null)
    {
        Assert.SkipWhen(Posix.IsMissing, Posix.Missing);
        var script = $$"""
            {{CompletionCommand.Script("bash")}}
            told='{{_told}}'
            {{actorserve}}
            COMP_LINE='{{line}}' COMP_POINT={{at ?? line.Length}}
            _actorserve
            for word in "${COMPREPLY[@]}"; do printf '%s\n' "$word"; done
            """;
        var start = new ProcessStartInfo("bash", ["--norc", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var bash = Process.Start(start)!;
        var error = bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", await error);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
