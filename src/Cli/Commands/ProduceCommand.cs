using System.CommandLine;
using ActorServe.Cli.Kafka;
using ActorServe.Cli.Serving;
using ActorServe.Cli.Terminals;
using ActorServe.Gateway;
using Confluent.Kafka;

namespace ActorServe.Cli.Commands;

/// <summary><c>actorserve produce TOPIC</c>: records into a topic, so that a user needs no other tool to try an application.</summary>
internal static class ProduceCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var topic = new Argument<string>("TOPIC") { Description = "The topic." };
        var value = new Argument<string?>("VALUE") { Description = "The value of one record.", Arity = ArgumentArity.ZeroOrOne };
        var file = new Option<string?>("--file") { HelpName = "F", Description = "One record, whose value is the file's bytes." };
        var lines = new Option<string?>("--lines")
        {
            HelpName = "F|-", Description = "A record for each line of the file, or of what is piped in.",
        };
        var key = new Option<string?>("--key") { HelpName = "K", Description = "The key of each record." };
        var headers = new Option<string[]>("--header") { HelpName = "k=v", Description = "A header of each record; may be given again." };
        var create = new Option<bool>("--create")
        {
            Description = "Makes the topic where it is missing, as the broker makes topics by default.",
        };
        var repeat = new Option<bool>("--repeat")
        {
            Description = "With --lines F: from the first line again after the last, until Ctrl-C.",
        };
        var rate = Options.Positive(
            new Option<double?>("--rate") { HelpName = "R", Description = "Records a second; without it as many as go." });
        var kafka = Options.Kafka("without either the command fails");
        var command = new Command("produce", "Writes records to a topic.")
        {
            topic, value, file, lines, repeat, rate, key, headers, create, kafka,
        };
        command.Validators.Add(result =>
        {
            var sources = new object?[] { result.GetValue(value), result.GetValue(file), result.GetValue(lines) };
            if (sources.Count(s => s is not null) != 1) result.AddError("Give one of VALUE, --file and --lines.");
            if (result.GetValue(repeat) && result.GetValue(lines) is null or "-") result.AddError("--repeat needs --lines with a file.");
            foreach (var header in result.GetValue(headers) ?? [])
                if (header.IndexOf('=', StringComparison.Ordinal) < 1) result.AddError($"--header {header}: expected name=value.");
        });
        command.SetAction(async (parsed, stopping) =>
        {
            var records = new RecordShape(
                parsed.GetRequiredValue(topic), parsed.GetValue(create), RecordValues.Of(parsed.GetValue(key)),
                [.. (parsed.GetValue(headers) ?? []).Select(HeaderOf)]);
            var values = (parsed.GetValue(value), parsed.GetValue(file), parsed.GetValue(lines)) switch
            {
                ({ } text, _, _) => new[] { RecordValues.Of(text)! }.ToAsyncEnumerable(),
                (_, { } path, _) => RecordValues.OfFile(path),
                (_, _, "-") => RecordValues.OfLines(terminal.RawInput, stopping),
                (_, _, var path) =>
                    parsed.GetValue(repeat) ? RecordValues.OfLinesForever(path!, stopping) : RecordValues.OfLines(path!, stopping),
            };
            var pace = new Pace(parsed.GetValue(rate) ?? double.PositiveInfinity, terminal.Time);
            return await ProduceAsync(records, values, pace, parsed.GetValue(kafka), terminal, stopping);
        });
        return command;
    }

    private static async Task<int> ProduceAsync(
        RecordShape shape, IAsyncEnumerable<byte[]> values, Pace pace, string? kafka, Terminal terminal, CancellationToken stopping)
    {
        var connection = KafkaSettings.Require(kafka, KafkaSettings.ReadConfiguration());
        if (KafkaClients.PartitionsOf(connection, shape.Topic).Count == 0) await CreateAsync(connection, shape);
        using var sending = new Sending(connection, new ClientLog(), terminal.Time);
        var to = new TopicPartition(shape.Topic, Partition.Any);
        var isTold = false;
        try
        {
            await foreach (var value in values)
            {
                await pace.NextAsync(stopping);
                await sending.SendAsync(shape.Record(value), to, stopping);
                isTold = isTold || TellFirst(sending, terminal);
            }
        }
        catch (OperationCanceledException)
        {
            // What is on its way is delivered all the same.
        }
        catch (Exception refused) when (refused is IOException || (refused is CommandFailedException && sending.Sent > 0))
        {
            throw new CommandFailedException(
                $"record {Words.Of(sending.Sent + 1)}: {refused.Message}; neither it nor what follows was sent", ExitCodes.Failed, refused);
        }
        finally
        {
            await sending.FinishAsync();
            await TellAsync(connection, shape.Topic, sending, terminal);
        }

        return sending.Failures == 0 ? ExitCodes.Ok : ExitCodes.Failed;
    }

    // It may go on for long: that records are lost is told when the first is, how many at the end.
    private static bool TellFirst(Sending sending, Terminal terminal)
    {
        if (sending.Failures == 0) return false;

        terminal.WriteError($"error: a record was not delivered: {sending.Reason}; it goes on, and says at its end how many were not");
        return true;
    }

    private static async Task TellAsync(KafkaConnection connection, string topic, Sending sending, Terminal terminal)
    {
        if (sending.Failures > 0)
        {
            var failed = $"{Words.Count(sending.Failures, "record")} {(sending.Failures == 1 ? "was" : "were")} not delivered";
            terminal.WriteError($"error: {failed}: {sending.Reason}{await LimitAsync(connection, topic, sending)}");
        }

        if (sending.Delivered > 0) terminal.WriteLine($"{Words.Count(sending.Delivered, "record")} to {topic}{sending.Place}");
    }

    private static async Task CreateAsync(KafkaConnection connection, RecordShape shape)
    {
        if (!shape.MayCreate)
            throw new CommandFailedException($"there is no topic {shape.Topic}; make it, or let it be made with --create");

        await KafkaClients.CreateAsync(connection, shape.Topic);
    }

    /// <summary>What a record that was refused for its size has, and may have.</summary>
    private static async Task<string> LimitAsync(KafkaConnection connection, string topic, Sending sending)
    {
        if (sending.TooLarge == 0) return "";

        var limit = await KafkaClients.MostBytesAsync(connection, topic) is { } bytes ? $" is {bytes:N0}" : " is the limit";
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $": the largest has {sending.TooLarge:N0} bytes, and the topic's max.message.bytes{limit}");
    }

    private static Header HeaderOf(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return new Header(text[..equals], RecordValues.Of(text[(equals + 1)..]));
    }

    private sealed record RecordShape(string Topic, bool MayCreate, byte[]? Key, Header[] Headers)
    {
        public Message<byte[]?, byte[]?> Record(byte[] value)
        {
            var record = new Message<byte[]?, byte[]?> { Key = Key, Value = value, Headers = Headers.Length > 0 ? [] : null };
            foreach (var header in Headers) record.Headers!.Add(header);
            return record;
        }
    }
}
