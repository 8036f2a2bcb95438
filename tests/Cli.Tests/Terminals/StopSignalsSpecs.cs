using System.Text.RegularExpressions;
using ActorServe.TestSupport.Processes;

namespace ActorServe.Cli.Tests.Terminals;

/// <summary>Signals to a process of its own, which serves on a broker of its own.</summary>
public sealed class StopSignalsSpecs : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ctrl_C_ends_a_run_in_good_order()
    {
        await using var run = Run(delayMs: 0);
        await run.PrintsAsync("ready: slow", Patience);

        run.Interrupt();

        Assert.Equal(ExitCodes.Ok, await run.ExitedAsync(Patience));
        Assert.Contains("stopped", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_Ctrl_C_ends_it_at_once_whatever_is_on()
    {
        await using var run = Run(delayMs: 600_000);
        await run.PrintsAsync("ready: slow", Patience);
        var broker = Regex.Match(run.Output, "embedded broker at ([0-9.]+:[0-9]+)").Groups[1].Value;
        Assert.Equal(ExitCodes.Ok, await new TestTerminal().RunAsync("produce", "slow.in", "never answered", "--kafka", broker));
        await run.PrintsAsync("1 in flight", Patience);

        run.Interrupt();
        await run.PrintsAsync("draining: ", Patience);
        run.Interrupt();

        Assert.Equal(ExitCodes.Interrupted, await run.ExitedAsync(Patience));
        Assert.DoesNotContain("stopped", run.Output, StringComparison.Ordinal);
    }

    private ServeProcess Run(int delayMs)
    {
        Assert.SkipWhen(Posix.IsMissing, Posix.Missing);
        var file = _folder.Write("slow.yaml", $$"""
            applications:
              - name: slow
                kafka:
                  { input: { topic: slow.in }, output: { topic: slow.out }, create_topics: { partitions: 1, replication: 1 }, format: raw }
                deployments:
                  - name: model
                    import_path: {{Path.Combine(
                        AppContext.BaseDirectory, "ActorServe.TestDeployments.dll")}}:ActorServe.TestDeployments.Slow
                    user_config: { delay_ms: {{delayMs}} }
            """);
        return ServeProcess.Start(Path.Combine(AppContext.BaseDirectory, "ActorServe.Cli.dll"), ["run", file, "--http", "off"]);
    }
}
