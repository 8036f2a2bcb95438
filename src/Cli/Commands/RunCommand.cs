using System.CommandLine;
using ActorServe.Cli.Kafka;
using ActorServe.Cli.Serving;
using ActorServe.Cli.Terminals;
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
        var seconds = Options.Seconds();
        var verbose = Options.Verbose();
        var command = new Command("run", "Serves an application file in this process, until Ctrl-C or SIGTERM: then it drains and commits.")
        {
            file, kafka, seconds, verbose,
        };
        command.SetAction((parsed, stopping) => RunAsync(
            parsed.GetRequiredValue(file), parsed.GetValue(kafka), parsed.GetValue(seconds),
            terminal, parsed.GetValue(verbose), stopping));
        return command;
    }

    private static async Task<int> RunAsync(
        string file, string? kafka, double? seconds, Terminal terminal, bool verbose, CancellationToken stopping)
    {
        if (FileReport.Read(file, terminal) is not { } config) return ExitCodes.Usage;

        await using var broker = await ServeBroker.OpenAsync(KafkaSettings.Find(kafka, KafkaSettings.ReadConfiguration()), config);
        terminal.WriteLine(broker.Description);
        using var logs = new TerminalLoggerProvider(terminal, verbose);
        await using var host = await ServeHost.StartAsync(config, broker, logs);
        var watch = new ServeWatch(host, terminal);
        try
        {
            using var until = new Until(seconds, stopping);
            if (config.Applications.IsEmpty) terminal.WriteLine("nothing to serve: the file has no applications");
            else await watch.WaitUntilReadyAsync(until.Token);
            foreach (var application in config.Applications) terminal.WriteLine(ReadyLine(application));
            await FollowAsync(watch, terminal, until);
        }
        catch (OperationCanceledException)
        {
            // Stopped before it was ready: nothing is wrong with that.
        }

        terminal.WriteLine("draining: what was read is finished and committed; Ctrl-C again ends at once");
        await host.StopAsync();
        terminal.WriteLine("stopped");
        return ExitCodes.Ok;
    }

    private static Task FollowAsync(ServeWatch watch, Terminal terminal, Until until) => terminal.Screen is { } screen
        ? screen.Live(FlowTable.Of([])).StartAsync(live => until.RepeatAsync(ScreenPeriod, async () => live.UpdateTarget(FlowTable.Of(await watch.ReadAsync()))))
        : until.RepeatAsync(LinePeriod, async () =>
        {
            foreach (var reading in await watch.ReadAsync()) terminal.WriteLine(reading.ToString());
        });

    private static string ReadyLine(ApplicationConfig application)
    {
        if (application.Kafka is not { } kafka) return $"ready: {application.Name}";

        var output = kafka.OutputTopic is { } topic ? $" -> {topic}" : "";
        var deadLetters = kafka.DeadLetterTopic is { } dead ? $", dead letters to {dead}" : "";
        return $"ready: {application.Name}: {kafka.InputTopic}{output}{deadLetters}, group {kafka.Group}";
    }
}
