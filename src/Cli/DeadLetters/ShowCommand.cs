using System.CommandLine;
using System.Globalization;
using ActorServe.Cli.Commands;
using ActorServe.Cli.Control;
using ActorServe.Cli.Kafka;
using ActorServe.Cli.Serving;
using ActorServe.Cli.Terminals;
using Confluent.Kafka;

namespace ActorServe.Cli.DeadLetters;

/// <summary><c>actorserve dead-letters show</c>: one of them, whole.</summary>
internal static class ShowCommand
{
    private const int DefaultBytes = 4_096;
    private const int LongestName = 100;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var letters = new LetterOptions(LetterOptions.PlaceWish.Needed);
        var bytes = Options.Whole(
            new Option<int>("--bytes")
            {
                HelpName = "N",
                Description = $"So many bytes of the value at most; {DefaultBytes} by default.",
                DefaultValueFactory = _ => DefaultBytes,
            },
            0, int.MaxValue);
        var json = ControlCommand.Json("Prints it as consume --json does, with all of its value.");
        return letters.Create(
            "show", "Shows one dead letter: headers, key and value.", terminal, [bytes, json],
            async (parsed, box, stopping) =>
            {
                var place = letters.PlaceIn(parsed)!.Value;
                var record = await Task.Run(() => LetterReader.Find(box, place, stopping), CancellationToken.None);
                if (parsed.GetValue(json)) WriteJson(terminal, record);
                else Show(terminal, record, parsed.GetValue(bytes));
                return ExitCodes.Ok;
            });
    }

    private static void WriteJson(Terminal terminal, ConsumeResult<byte[]?, byte[]?> record)
    {
        var output = new RecordOutput(terminal.RawOutput, asJson: true);
        output.Write(record);
        output.Flush();
    }

    private static void Show(Terminal terminal, ConsumeResult<byte[]?, byte[]?> record, int mostBytes)
    {
        var message = record.Message;
        Line("dead letter", new RecordPlace(record.Topic, record.Partition.Value, record.Offset.Value).ToString());
        Line("timestamp", TimeOf(message.Timestamp.UnixTimestampMs));
        Part("key", message.Key, mostBytes);
        foreach (var header in message.Headers ?? [])
            Part($"header {LetterText.OneLine(header.Key, LongestName)}", header.GetValueBytes(), mostBytes);
        Part($"value, {Words.Count(message.Value?.Length ?? 0, "byte")}", message.Value, mostBytes);

        void Line(string name, string text) => terminal.WriteLine($"{name}: {text}");

        void Part(string name, byte[]? value, int most)
        {
            if (value is null)
            {
                Line(name, "none");
                return;
            }

            var lines = LetterText.Lines(value, most).ToList();
            if (lines is [var only] && only.Length <= 200)
            {
                Line(name, only);
                return;
            }

            terminal.WriteLine($"{name}:");
            foreach (var line in lines) terminal.WriteLine(line);
        }
    }

    private static string TimeOf(long milliseconds) =>
        RecordOutput.DateOf(milliseconds) ?? milliseconds.ToString(CultureInfo.InvariantCulture);
}
