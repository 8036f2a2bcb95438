using System.CommandLine;
using System.Globalization;
using ActorServe.Cli.Commands;
using ActorServe.Cli.Control;
using ActorServe.Cli.Kafka;
using ActorServe.Cli.Serving;
using ActorServe.Cli.Terminals;

namespace ActorServe.Cli.DeadLetters;

/// <summary><c>actorserve dead-letters list</c>: the newest of them, a line each.</summary>
internal static class ListCommand
{
    private const int DefaultCount = 20;
    private const int MostCount = 100_000;
    private const int LongestMessage = 100;

    private static readonly string[] Head = ["TIME", "PARTITION/OFFSET", "SOURCE", "KIND", "ATTEMPTS", "MESSAGE"];

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var letters = new LetterOptions(LetterOptions.PlaceWish.None);
        var (kind, since, from) = (DeadLettersCommand.Kind(), DeadLettersCommand.Since(), DeadLettersCommand.From());
        var count = Options.Whole(
            new Option<int>("--count")
            {
                HelpName = "N", Description = $"So many, the newest; {DefaultCount} by default.", DefaultValueFactory = _ => DefaultCount,
            },
            1, MostCount);
        var json = ControlCommand.Json("Prints a JSON list of them.");
        return letters.Create(
            "list", "Lists the newest dead letters.", terminal, [kind, since, from, count, json],
            (parsed, box, stopping) =>
            {
                var choice = DeadLettersCommand.ChoiceOf(parsed, box, kind, since);
                var (start, most, asJson) = (
                    StartOffset.Parse(parsed.GetValue(from)!)!.Value, parsed.GetValue(count), parsed.GetValue(json));
                return Task.Run(
                    () =>
                    {
                        var newest = Read(box, choice, start, most, stopping);
                        if (asJson) terminal.WriteJson(newest.NewestFirst().Select(Json));
                        else Show(box, newest, terminal);
                        return ExitCodes.Ok;
                    },
                    CancellationToken.None);
            });
    }

    private static NewestLetters Read(LetterBox box, LetterChoice choice, StartOffset start, int most, CancellationToken stopping)
    {
        var newest = new NewestLetters(most);
        var reader = new TopicReader(box.Connection, stopping);
        OffsetRange[] ranges = [.. reader.RangesOf(box.Topic).Select(range => range with { Low = start.In(range) })];
        foreach (var letter in reader.Read(box.Topic, ranges, "topic,headers").Select(DeadLetter.Of).Where(choice.Takes))
            newest.Add(letter);
        return newest;
    }

    private static void Show(LetterBox box, NewestLetters newest, Terminal terminal)
    {
        if (newest.Seen == 0)
        {
            var source = box.SourceTopic is null ? "" : $" of {box.SourceTopic}";
            terminal.WriteLine($"no dead letter on {box.Topic}{source} that is asked for");
            return;
        }

        var shown = newest.NewestFirst();
        foreach (var line in TextTable.Lines(Head, shown.Select(Row))) terminal.WriteLine(line);
        if (newest.Seen > shown.Count)
            terminal.WriteLine($"the newest {Words.Of(shown.Count)} of {Words.Of(newest.Seen)}; --count shows more");
    }

    private static IReadOnlyList<string> Row(DeadLetter letter) =>
    [
        letter.Time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "?",
        string.Create(CultureInfo.InvariantCulture, $"{letter.Place.Partition}/{letter.Place.Offset}"),
        letter.Source?.ToString() ?? "?",
        LetterText.OneLine(letter.Kind, LongestMessage),
        LetterText.OneLine(letter.Attempts, LongestMessage),
        LetterText.OneLine(letter.Message, LongestMessage),
    ];

    private static object Json(DeadLetter letter) => new
    {
        topic = letter.Place.Topic, partition = letter.Place.Partition, offset = letter.Place.Offset, time = letter.Time,
        source = letter.Source?.ToString(), kind = letter.Kind, attempts = letter.Attempts, message = letter.Message,
        value_left_out = letter.LacksValue ? letter.LeftOut : null,
    };
}
