using System.CommandLine;
using ActorServe.Cli.Demo;
using ActorServe.Cli.Kafka;
using ActorServe.Cli.Serving;
using ActorServe.Cli.Terminals;
using ActorServe.Cli.Timing;
using ActorServe.Shared.Configuration;
using Spectre.Console;

namespace ActorServe.Cli.Commands;

/// <summary>
/// <c>actorserve demo</c>: handwritten digits through a model, from topic to topic, all in this process, and every record accounted for.
/// </summary>
internal static class DemoCommand
{
    private const double DefaultRate = 500;
    private static readonly TimeSpan LinePeriod = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ScreenPeriod = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastResults = TimeSpan.FromSeconds(30);

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var seconds = Options.Seconds();
        var rate = Options.Positive(new Option<double?>("--rate")
        {
            HelpName = "R",
            Description = $"Records a second (default {DefaultRate:F0}); fewer go in where they are not answered as fast.",
        });
        var kafka = Options.Kafka("without either an embedded broker is started");
        var http = Options.Http("it does not");
        var verbose = Options.Verbose();
        var command = new Command("demo", "Shows handwritten digits going in on a topic, through a model, and out on another.")
        {
            seconds, rate, kafka, http, verbose,
        };
        command.SetAction((parsed, stopping) => RunAsync(
            new Show(
                parsed.GetValue(seconds), parsed.GetValue(rate) ?? DefaultRate, parsed.GetValue(kafka),
                parsed.GetValue(http) is { } address ? DoorAddress.Parse(address)! : DoorAddress.Off, parsed.GetValue(verbose)),
            terminal, stopping));
        return command;
    }

    private static async Task<int> RunAsync(Show show, Terminal terminal, CancellationToken stopping)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "samples", "digits");
        if (FileReport.Read(Path.Combine(folder, "digits.yaml"), terminal) is not { Config: { } config }) return ExitCodes.Usage;

        var samples = DigitSample.Read(Path.Combine(folder, "samples.jsonl"));
        await using var broker = await ServeBroker.OpenAsync(
            KafkaSettings.Find(show.Kafka, KafkaSettings.ReadConfiguration()), config, terminal);
        terminal.WriteLine(broker.Description);
        using var logs = new TerminalLoggerProvider(terminal, show.Verbose);
        await using var host = await ServeHost.StartAsync(config, broker, show.Door, logs);
        if (host.Door is { } door) terminal.WriteLine($"HTTP at {door}");
        var watch = new ServeWatch(host, terminal);
        try
        {
            await watch.WaitUntilReadyAsync(stopping);
            await watch.WaitUntilReadingAsync(stopping);
            logs.Release();
        }
        catch (OperationCanceledException)
        {
            return await RunCommand.EndAsync(host, terminal);
        }

        return await FeedAsync(show, config.Applications[0].Kafka!, samples, new Stage(broker, host, watch, terminal), stopping);
    }

    private static async Task<int> FeedAsync(
        Show show, KafkaConfig topics, IReadOnlyList<DigitSample> samples, Stage stage, CancellationToken stopping)
    {
        var score = new DemoScore(Guid.NewGuid().ToString("N")[..8], stage.Terminal.Time);
        await using var reader = await ResultReader.OpenAsync(stage.Broker, topics, score, stage.Terminal.Time);
        using var sending = new Sending(
            stage.Broker.Connection, new ClientLog(), stage.Terminal.Time, linger: stage.Broker.Embedded is not null ? 50 : 5);
        var feeder = new DigitFeeder(sending, topics.InputTopic, samples, score, show.Rate, stage.Terminal.Time);
        var began = stage.Terminal.Time.GetTimestamp();
        using (var until = new Until(stage.Terminal.Time, show.Seconds, stopping, reader.Ended))
        {
            var feeding = FeedAsync(feeder, until);
            try
            {
                await FollowAsync(stage, score, until);
            }
            finally
            {
                until.End();
                await feeding;
            }
        }

        var elapsed = stage.Terminal.Time.GetElapsedTime(began);
        await LastResultsAsync(score, reader, stage.Terminal.Time);
        var ended = await RunCommand.EndAsync(stage.Host, stage.Terminal);
        var concluded = Conclude(score.Read(), elapsed, feeder, reader, stage.Terminal);
        return concluded == ExitCodes.Ok ? ended : concluded;
    }

    /// <summary>Where nothing goes in any more there is nothing to follow either.</summary>
    private static async Task FeedAsync(DigitFeeder feeder, Until until)
    {
        try
        {
            await feeder.RunAsync(until.Token);
        }
        finally
        {
            until.End();
        }
    }

    private static Task FollowAsync(Stage stage, DemoScore score, Until until) => stage.Terminal.Screen is { } screen
        ? screen.Live(DemoView.Table(score.Read(), [])).StartAsync(live => until.RepeatAsync(
            ScreenPeriod, async () => live.UpdateTarget(DemoView.Table(score.Read(), await stage.Watch.ReadAsync()))))
        : until.RepeatAsync(
            LinePeriod, async () => stage.Terminal.WriteLine(DemoView.Line(score.Read(), await stage.Watch.ReadAsync())));

    /// <summary>What is on its way comes out in a moment; what does not within this is missing.</summary>
    private static async Task LastResultsAsync(DemoScore score, ResultReader reader, TimeProvider time)
    {
        var deadline = new Deadline(time, LastResults);
        while (score.Outstanding > 0 && !deadline.IsOver && !reader.Ended.IsCancellationRequested)
            await Task.Delay(TimeSpan.FromMilliseconds(50), time);
    }

    private static int Conclude(DemoNumbers numbers, TimeSpan elapsed, DigitFeeder feeder, ResultReader reader, Terminal terminal)
    {
        foreach (var line in DemoView.Summary(numbers, elapsed)) terminal.WriteLine(line);
        if (feeder.Failures > 0) terminal.WriteError($"error: {feeder.Failures:N0} records were not acknowledged: {feeder.Reason}");
        if (reader.Failure is { } failure) terminal.WriteError($"error: results cannot be read: {failure.Message}");
        return numbers.IsSound && feeder.Failures == 0 && reader.Failure is null ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private sealed record Show(double? Seconds, double Rate, string? Kafka, DoorAddress Door, bool Verbose);

    private sealed record Stage(ServeBroker Broker, ServeHost Host, ServeWatch Watch, Terminal Terminal);
}
