using System.CommandLine;
using ActorServe.Cli.Control;
using ActorServe.Cli.Kafka;
using ActorServe.Cli.Serving;
using ActorServe.Cli.Terminals;

namespace ActorServe.Cli.DeadLetters;

/// <summary><c>actorserve dead-letters replay</c>: back to the input topic, once it is meant.</summary>
internal static class ReplayCommand
{
    private const int LostTold = 10;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var letters = new LetterOptions(LetterOptions.PlaceWish.Possible);
        var (kind, since, from) = (DeadLettersCommand.Kind(), DeadLettersCommand.Since(), DeadLettersCommand.From());
        var again = new Option<bool>("--again")
        {
            Description = "Also those that were replayed before; the input topic is not looked through for them.",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Says what would go where, and sends nothing." };
        var yes = new Option<bool>("--yes", "-y") { Description = "It is meant: does not ask." };
        var json = ControlCommand.Json("Prints the counts as a JSON object.");
        return letters.Create(
            "replay",
            "Sends dead letters back to the input topic, where they stand behind newer records.",
            terminal, [kind, since, from, again, dryRun, yes, json],
            (parsed, box, stopping) =>
            {
                var choice = DeadLettersCommand.ChoiceOf(parsed, box, kind, since) with { Place = letters.PlaceIn(parsed) };
                var start = StartOffset.Parse(parsed.GetValue(from)!)!.Value;
                var wish = new Wish(choice, start, parsed.GetValue(again), parsed.GetValue(dryRun), parsed.GetValue(yes));
                var report = new ReplayReport(terminal, box, parsed.GetValue(json));
                return Task.Run(() => RunAsync(wish, box, report, terminal, stopping), CancellationToken.None);
            });
    }

    private static async Task<int> RunAsync(Wish wish, LetterBox box, ReplayReport report, Terminal terminal, CancellationToken stopping)
    {
        if (!wish.IsMeant && !wish.IsDryRun && (!terminal.HasKeys || report.IsJson))
            throw new CommandFailedException(
                "this writes records; say --yes where that is meant, or --dry-run to see them", ExitCodes.Usage);

        var replay = new Replay(box, stopping);
        var plan = replay.Plan(wish.Choice, wish.Start, wish.Again);
        if (wish.Choice.Place is var (partition, offset) && plan is { Count: 0, Already: 0, Homeless: 0 })
            throw new CommandFailedException($"there is no dead letter {partition}/{offset} on {box.Topic} that is asked for");

        report.Tell(plan);
        if (plan.Count > 0) await WarnAsync(plan, box, report, terminal.Time, stopping);
        if (wish.IsDryRun || plan.Count == 0) return report.End(plan, sending: null, lost: 0);
        if (!wish.IsMeant && !await IsConfirmedAsync(plan, terminal, stopping)) throw new CommandFailedException("nothing was sent");

        return await SendAsync(replay, plan, box, report, terminal);
    }

    private static async Task WarnAsync(ReplayPlan plan, LetterBox box, ReplayReport report, TimeProvider time, CancellationToken stopping)
    {
        var facts = await TopicFacts.AskAsync(box.Connection, [.. plan.Targets.Select(t => t.Topic)], stopping);
        report.Warn(plan, facts.Values, time.GetUtcNow());
    }

    private static async Task<int> SendAsync(Replay replay, ReplayPlan plan, LetterBox box, ReplayReport report, Terminal terminal)
    {
        using var sending = new Sending(box.Connection, new ClientLog(), terminal.Time);
        var lost = 0;
        try
        {
            await replay.SendAsync(plan, sending, (letter, why) =>
            {
                if (Interlocked.Increment(ref lost) <= LostTold) terminal.WriteError($"error: {letter.Place} {why}: it cannot be replayed");
            });
        }
        catch (OperationCanceledException)
        {
            await sending.FinishAsync();
            var done = Words.Count(sending.Delivered, "dead letter");
            throw new CommandFailedException($"interrupted: {done} went back; another replay sends the others");
        }
        finally
        {
            await sending.FinishAsync();
        }

        return report.End(plan, sending, lost);
    }

    private static async Task<bool> IsConfirmedAsync(ReplayPlan plan, Terminal terminal, CancellationToken stopping)
    {
        var topics = string.Join(", ", plan.Targets.Select(t => t.Topic));
        terminal.WriteLine($"replay {Words.Count(plan.Count, "dead letter")} to {topics}? [y/N]");
        using var reader = new StreamReader(terminal.RawInput, leaveOpen: true);
        var answer = await reader.ReadLineAsync(stopping).AsTask().WaitAsync(stopping);
        return answer?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    private sealed record Wish(LetterChoice Choice, StartOffset Start, bool Again, bool IsDryRun, bool IsMeant);
}
