using System.CommandLine;
using System.Globalization;
using ActorServe.Cli.Kafka;
using ActorServe.Cli.Terminals;
using Confluent.Kafka;

namespace ActorServe.Cli.Commands;

/// <summary><c>actorserve consume TOPIC</c>: what is on a topic, without a group: nothing is committed, nobody is disturbed.</summary>
internal static class ConsumeCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var topic = new Argument<string>("TOPIC") { Description = "The topic." };
        var from = new Option<string>("--from")
        {
            HelpName = "beginning|end|OFFSET",
            Description = "Where to start in each partition; -N is N records before its end.",
            DefaultValueFactory = _ => "beginning",
        };
        var follow = new Option<bool>("--follow") { Description = "Waits for more at the end, until Ctrl-C." };
        var count = Options.Whole(
            new Option<int?>("--count") { HelpName = "N", Description = "Ends after N records, and waits for them." }, 1, int.MaxValue);
        var timeout = Options.Positive(new Option<double?>("--timeout")
        {
            HelpName = "S",
            Description = "Waits S seconds for the next record, then ends; with --count and too few records the exit code is 1.",
        });
        var json = new Option<bool>("--json")
        {
            Description = "A JSON object a record, with topic, partition, offset, timestamp, key, headers and value.",
        };
        var kafka = Options.Kafka("without either the command fails");
        var command = new Command("consume", "Reads records of a topic. Without --follow, --count or --timeout it ends at the topic's end.")
        {
            topic, from, follow, count, timeout, json, kafka,
        };
        command.Validators.Add(result =>
        {
            if (StartOffset.Parse(result.GetValue(from) ?? "beginning") is null)
                result.AddError("--from: expected beginning, end or an offset.");
        });
        command.SetAction((parsed, stopping) =>
        {
            var request = new Reading(
                parsed.GetRequiredValue(topic), StartOffset.Parse(parsed.GetValue(from)!)!.Value,
                parsed.GetValue(follow), parsed.GetValue(count),
                parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null, parsed.GetValue(json));
            return Task.Run(() => Consume(request, parsed.GetValue(kafka), terminal, stopping), CancellationToken.None);
        });
        return command;
    }

    private static int Consume(Reading reading, string? kafka, Terminal terminal, CancellationToken stopping)
    {
        var connection = KafkaSettings.Require(kafka, KafkaSettings.ReadConfiguration());
        var partitions = KafkaClients.PartitionsOf(connection, reading.Topic);
        if (partitions.Count == 0) throw new CommandFailedException($"there is no topic {reading.Topic}");

        var log = new ClientLog();
        using var consumer = KafkaClients.Consumer(connection, log);
        var progress = new ReadingProgress(reading.Topic, log, terminal.Time);
        try
        {
            OffsetRange[] ranges = [.. partitions.Select(p => RangeOf(consumer, p, reading.Start))];
            consumer.Assign(ranges.Where(range => reading.Waits || range.High > range.Low)
                .Select(range => new TopicPartitionOffset(reading.Topic, range.Partition, range.Low)));
            return Read(consumer, ranges, reading, progress, new RecordOutput(terminal.RawOutput, reading.AsJson), terminal, stopping);
        }
        catch (KafkaException failure)
        {
            throw new CommandFailedException($"{reading.Topic}: {failure.Error.Reason}", ExitCodes.Failed, failure);
        }
    }

    /// <summary>Reads by a consumer of the caller's, which stands in these partitions at the low offsets.</summary>
    internal static int Read(
        IConsumer<byte[]?, byte[]?> consumer, IReadOnlyList<OffsetRange> ranges, Reading reading, ReadingProgress progress,
        RecordOutput output, Terminal terminal, CancellationToken stopping)
    {
        var open = new OpenPartitions(ranges);
        var taken = 0;
        var waited = new Waited(reading.Timeout, terminal.Time);
        try
        {
            while (!stopping.IsCancellationRequested && !waited.IsOver && (reading.Waits || open.Count > 0))
            {
                if (consumer.Consume(TimeSpan.FromMilliseconds(50)) is not { } result)
                {
                    output.Flush();
                    terminal.ThrowIfReaderGone();
                    // Whoever follows waits for the broker, too; and behind the end of a topic it may well be quiet.
                    if (!reading.Follow && open.Count > 0) progress.Missed();
                    continue;
                }

                var (hadEnded, heard) = (open.Count == 0, open.Hear(result));
                // What comes of a partition that is read to its end is no progress where another says nothing: it may go on for ever.
                if (reading.Follow || hadEnded || heard.IsOfAnOpenOne) progress.Made();
                else progress.Missed();
                if (heard.IsLast && !reading.Waits) consumer.IncrementalUnassign([new TopicPartition(reading.Topic, result.Partition)]);
                if (reading.Waits ? result.IsPartitionEOF : !heard.IsWithin) continue;

                waited.Restart();
                output.Write(result);
                if (++taken == reading.Count) break;
            }
        }
        finally
        {
            output.Flush();
        }

        return waited.IsOver && taken < reading.Count
            ? throw new CommandFailedException(string.Create(
                CultureInfo.InvariantCulture,
                $"{reading.Topic}: {taken:N0} of {reading.Count:N0} records came, "
                + $"and for {reading.Timeout!.Value.TotalSeconds} s no other"))
            : ExitCodes.Ok;
    }

    private static OffsetRange RangeOf(IConsumer<byte[]?, byte[]?> consumer, TopicPartition partition, StartOffset start)
    {
        // The end is looked up now: a client that resolves it itself may do so after records came that the user waits for. And an offset
        // that is not there would be read as the beginning.
        var offsets = consumer.QueryWatermarkOffsets(partition, KafkaClients.Patience);
        var range = new OffsetRange(partition.Partition.Value, offsets.Low.Value, offsets.High.Value);
        return range with { Low = start.In(range) };
    }

    /// <summary>What is read, and until when.</summary>
    internal sealed record Reading(string Topic, StartOffset Start, bool Follow, int? Count, TimeSpan? Timeout, bool AsJson)
    {
        public bool Waits => Follow || Count is not null || Timeout is not null;
    }

    private sealed class Waited(TimeSpan? limit, TimeProvider time)
    {
        private long _since = time.GetTimestamp();

        public bool IsOver => time.GetElapsedTime(_since) >= limit;

        public void Restart() => _since = time.GetTimestamp();
    }
}
