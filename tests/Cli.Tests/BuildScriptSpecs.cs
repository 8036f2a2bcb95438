using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using ActorServe.TestSupport;
using ActorServe.TestSupport.Processes;

namespace ActorServe.Cli.Tests;

/// <summary>Runs both build scripts with a <c>dotnet</c> that only says how it was called.</summary>
public sealed class BuildScriptSpecs : IDisposable
{
    private static readonly string Script = RepositoryFolder.File("build.ps1");

    /// <summary>The engine comes without the module that has these two, so they are made of what it has.</summary>
    private const string StandIns = """
        function global:Push-Location($Path) {
            $at = $ExecutionContext.SessionState.Path; $at.PushCurrentLocation('specs'); [void]$at.SetLocation($Path)
        }
        function global:Pop-Location { [void]$ExecutionContext.SessionState.Path.PopLocation('specs') }
        function global:dotnet { $global:Folder = $PWD.Path; $global:LASTEXITCODE = $global:Code; $args -join '|' }
        $global:Code = 0

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("actorserve-").FullName;

    public static TheoryData<string> Targets => ["restore", "build", "test", "faults", "containers", "bench", "demo", "pack"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_script_parses_without_errors()
    {
        Parser.ParseFile(Script, out _, out var errors);

        Assert.Empty(errors);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Both_scripts_run_the_same_command(string target)
    {
        var (calls, error, _) = PowerShellWith($"& '{Script}' {target} --extra 'two words'");
        var (output, _, exitCode) = await ShellAsync(target, "--extra", "two words");

        Assert.Equal(("", 0), (error, exitCode));
        Assert.EndsWith("|--extra|two words", Assert.Single(calls));
        Assert.Equal(calls, output);
    }

    [Fact]
    public async Task Without_a_target_both_build()
    {
        var (calls, _, _) = PowerShellWith($"& '{Script}'");
        var (output, _, _) = await ShellAsync();

        Assert.StartsWith("build|", Assert.Single(calls));
        Assert.Equal(calls, output);
    }

    [Fact]
    public void An_unknown_target_is_an_error_that_names_the_targets()
    {
        var (calls, error, _) = PowerShellWith($"& '{Script}' publish");

        Assert.Empty(calls);
        Assert.Contains("Restore,Build,Test,Faults,Containers,Bench,Demo,Pack", error);
    }

    [Fact]
    public async Task An_unknown_target_of_the_shell_script_is_an_error_that_names_the_targets()
    {
        var (output, error, exitCode) = await ShellAsync("publish");

        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.Contains("restore, build, test, faults, containers, bench, demo or pack", error);
    }

    [Fact]
    public void What_dotnet_fails_with_is_what_the_script_fails_with() =>
        Assert.Equal(3, PowerShellWith($"$global:Code = 3; & '{Script}' build").ExitCode);

    [Fact]
    public void The_script_runs_in_its_own_folder_and_leaves_the_callers_as_it_was()
    {
        var (calls, _, _) = PowerShellWith($"$before = $PWD.Path; & '{Script}' build; $global:Folder; $PWD.Path -eq $before");

        Assert.Equal([RepositoryFolder.Root, "True"], calls.Skip(1));
    }

    private static (string[] Calls, string Error, int ExitCode) PowerShellWith(string command)
    {
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using var shell = PowerShell.Create(runspace);
        var output = shell.AddScript(StandIns + command).Invoke();

        var exitCode = runspace.SessionStateProxy.GetVariable("LASTEXITCODE") as int? ?? -1;
        return ([.. output.Select(line => line.ToString())], string.Join('\n', shell.Streams.Error), exitCode);
    }

    private async Task<(string[] Output, string Error, int ExitCode)> ShellAsync(params string[] arguments)
    {
        Assert.SkipWhen(Posix.IsMissing, Posix.Missing);
        var dotnet = Path.Combine(_folder, "dotnet");
        await File.WriteAllTextAsync(dotnet, "#!/bin/sh\nIFS='|'; printf '%s\\n' \"$*\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var start = new ProcessStartInfo("/bin/sh", [RepositoryFolder.File("build.sh"), .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{_folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (output.Split('\n', StringSplitOptions.RemoveEmptyEntries), await error, process.ExitCode);
    }
}
