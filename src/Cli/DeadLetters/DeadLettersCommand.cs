using System.CommandLine;
using ActorServe.Cli.Kafka;
using ActorServe.Cli.Terminals;

namespace ActorServe.Cli.DeadLetters;

/// <summary><c>actorserve dead-letters</c>: what could not be answered, why, and back with it.</summary>
internal static class DeadLettersCommand
{
    /// <summary>The kinds that gateways write (docs/topics.md).</summary>
    internal static readonly string[] Kinds = ["bad_input", "model_error", "timeout", "result_refused"];

    /// <summary>The command, with the commands within it.</summary>
    public static Command Create(Terminal terminal) => new("dead-letters", "Lists, shows and replays records that could not be answered.")
    {
        ListCommand.Create(terminal),
        ShowCommand.Create(terminal),
        ReplayCommand.Create(terminal),
    };

    /// <summary><c>--kind</c>.</summary>
    public static Option<string?> Kind()
    {
        var option = new Option<string?>("--kind")
        {
            HelpName = "K", Description = $"Only those of this kind: {string.Join(", ", Kinds)}.",
        };
        option.AcceptOnlyFromAmong(Kinds);
        return option;
    }

    /// <summary><c>--since</c>.</summary>
    public static Option<string?> Since()
    {
        var option = new Option<string?>("--since")
        {
            HelpName = "TIME",
            Description = "Only those that were given up since: so long ago (90s, 15m, 2h, 3d), or a time as in ISO 8601.",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(t => LetterChoice.SinceOf(t.Value, DateTimeOffset.UnixEpoch) is null))
                result.AddError("--since: expected a time, or how long ago: 90s, 15m, 2h, 3d.");
        });
        return option;
    }

    /// <summary><c>--from</c>.</summary>
    public static Option<string> From()
    {
        var option = new Option<string>("--from")
        {
            HelpName = "beginning|end|OFFSET",
            Description = "Where to start in each partition; -N is N dead letters before its end.",
            DefaultValueFactory = _ => "beginning",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(t => StartOffset.Parse(t.Value) is null))
                result.AddError("--from: expected beginning, end or an offset.");
        });
        return option;
    }

    /// <summary>What the options choose of a topic.</summary>
    public static LetterChoice ChoiceOf(ParseResult parsed, LetterBox box, Option<string?> kind, Option<string?> since) => new(
        box.SourceTopic, parsed.GetValue(kind),
        parsed.GetValue(since) is { } text ? LetterChoice.SinceOf(text, TimeProvider.System.GetUtcNow()) : null, null);
}
