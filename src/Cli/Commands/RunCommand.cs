using System.CommandLine;
using ActorServe.Cli.Kafka;
using ActorServe.Cli.Serving;
using ActorServe.Cli.Terminals;
using ActorServe.Cli.Timing;
using ActorServe.Shared.Configuration;
using Spectre.Console;

namespace ActorServe.Cli.Commands;

/// <summary><c>actorserve run FILE</c>: an application file in one process, on a broker of the user's or on the embedded one.</summary>
internal static class RunCommand
{
    private static readonly TimeSpan LinePeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ScreenPeriod = TimeSpan.FromMilliseconds(500);

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "The application file, YAML or JSON." };
        var kafka = Options.Kafka("without either an embedded broker is started, which is for trying things: it keeps nothing");
        var http = Options.Http("ACTORSERVE__HTTP__URLS counts, and without either 127.0.0.1:8000, or any free port where that is taken");
        var seconds = Options.Seconds();
        var verbose = Options.Verbose();
        var command = new Command("run", "Serves an application file in this process, until Ctrl-C or SIGTERM: then it drains and commits.")
        {
            file, kafka, http, seconds, verbose,
        };
        command.SetAction((parsed, stopping) => RunAsync(
            new Wish(
                parsed.GetRequiredValue(file), parsed.GetValue(kafka),
                parsed.GetValue(http) is { } address ? DoorAddress.Parse(address)! : DoorAddress.Default,
                parsed.GetValue(seconds), parsed.GetValue(verbose)),
            terminal, stopping));
        return command;
    }

    private static async Task<int> RunAsync(Wish wish, Terminal terminal, CancellationToken stopping)
    {
        if (FileReport.Read(wish.File, terminal) is not { Config: { } config } read) return ExitCodes.Usage;
        if (FileReport.RefuseModels(wish.File, read, await ModelFiles.LookAsync(config), terminal)) return ExitCodes.Usage;

        await using var broker = await ServeBroker.OpenAsync(
            KafkaSettings.Find(wish.Kafka, KafkaSettings.ReadConfiguration()), config, terminal);
        terminal.WriteLine(broker.Description);
        using var logs = new TerminalLoggerProvider(terminal, wish.Verbose);
        await using var host = await ServeHost.StartAsync(config, broker, wish.Door, logs);
        if (host.Door is { } door) terminal.WriteLine($"HTTP at {door}");
        var watch = new ServeWatch(host, terminal);
        try
        {
            using var until = new Until(terminal.Time, wish.Seconds, stopping);
            if (config.Applications.IsEmpty) terminal.WriteLine("nothing to serve: the file has no applications");
            else await watch.WaitUntilReadyAsync(until.Token);
            logs.Release();
            foreach (var application in config.Applications) terminal.WriteLine(ReadyLine(application, host.Door));
            await FollowAsync(watch, terminal, until);
        }
        catch (OperationCanceledException)
        {
            // Stopped before it was ready: nothing is wrong with that.
        }

        return await EndAsync(host, terminal);
    }

    /// <summary>Drains, and says how that went.</summary>
    internal static async Task<int> EndAsync(ServeHost host, Terminal terminal)
    {
        terminal.WriteLine("draining: what was read is finished and committed; Ctrl-C again ends at once");
        var end = ServeEnd.Of(await host.StopAsync());
        foreach (var line in end.Lines) terminal.WriteLine(line);
        return end.ExitCode;
    }

    private static Task FollowAsync(ServeWatch watch, Terminal terminal, Until until) => terminal.Screen is { } screen
        ? screen.Live(FlowTable.Of([])).StartAsync(live => until.RepeatAsync(
            ScreenPeriod, async () => live.UpdateTarget(FlowTable.Of(await watch.ReadAsync()))))
        : until.RepeatAsync(LinePeriod, async () =>
        {
            foreach (var reading in await watch.ReadAsync()) terminal.WriteLine(reading.ToString());
        });

    private static string ReadyLine(ApplicationConfig application, string? door)
    {
        var ways = new List<string>();
        if (application.Kafka is { } kafka)
        {
            var output = kafka.OutputTopic is { } topic ? $" -> {topic}" : "";
            var deadLetters = kafka.DeadLetterTopic is { } dead ? $", dead letters to {dead}" : "";
            ways.Add($"{kafka.InputTopic}{output}{deadLetters}, group {kafka.Group}");
        }

        if (door is not null) ways.Add($"POST {door}{application.RoutePrefix}");
        return ways.Count > 0 ? $"ready: {application.Name}: {string.Join("; ", ways)}" : $"ready: {application.Name}";
    }

    private sealed record Wish(string File, string? Kafka, DoorAddress Door, double? Seconds, bool Verbose);
}
