using System.Text;
using ActorServe.Cli.Kafka;
using Confluent.Kafka;

namespace ActorServe.Cli.DeadLetters;

/// <summary>
/// Sends dead letters back to where they came from. Nothing is remembered anywhere but in the records: a replay that was interrupted, or
/// done before, is seen by the marks in the input topic.
/// </summary>
internal sealed class Replay(LetterBox box, CancellationToken stopping)
{
    private readonly TopicReader _reader = new(box.Connection, stopping);

    /// <summary>What goes back of what is meant.</summary>
    /// <param name="choice">What is meant.</param>
    /// <param name="start">Where to start in each partition.</param>
    /// <param name="again">Also what went back before.</param>
    public ReplayPlan Plan(LetterChoice choice, StartOffset start, bool again)
    {
        var plan = new ReplayPlan();
        OffsetRange[] ranges = [.. choice.Narrow([.. _reader.RangesOf(box.Topic).Select(range => range with { Low = start.In(range) })])];
        var letters = _reader.Read(box.Topic, ranges, "topic,headers,timestamp").Select(DeadLetter.Of);
        foreach (var letter in letters.Where(choice.Takes)) plan.Add(letter);
        foreach (var (topic, _) in plan.Targets) LookAt(plan, topic, again);
        return plan;
    }

    /// <summary>Sends them, in the order of their partitions.</summary>
    /// <param name="plan">Which.</param>
    /// <param name="sending">Where they are counted.</param>
    /// <param name="lost">
    /// Is told of each that cannot go back, and why, also on the client's thread: its value is nowhere any more, or it is refused for what
    /// it is.
    /// </param>
    public async Task SendAsync(ReplayPlan plan, Sending sending, Action<DeadLetter, string> lost)
    {
        var log = new ClientLog();
        using var originals = KafkaClients.Consumer(box.Connection, log);
        foreach (var record in _reader.Read(box.Topic, plan.WhereTheyAre(), "all"))
        {
            var letter = DeadLetter.Of(record);
            if (!plan.Sends(letter) || letter.Source is not { } source) continue;

            var found = letter.LacksValue ? LetterReader.Original(originals, log, record, letter) : record;
            if (found is null)
            {
                lost(letter, $"has no value, and {letter.Source} is not there any more");
                continue;
            }

            if (letter.TimestampLeftOut is { } time and > 0) found.Message.Timestamp = new Timestamp(time, TimestampType.CreateTime);
            await SendAsync(sending, found.Message, source, why => lost(letter, why));
        }
    }

    /// <summary>Sends one. That it is refused is told, and not thrown: it must not keep those behind it from going back.</summary>
    internal async Task SendAsync(Sending sending, Message<byte[]?, byte[]?> record, RecordPlace source, Action<string> lost)
    {
        try
        {
            await sending.SendAsync(
                ReplayedRecord.Of(record, source), new TopicPartition(source.Topic, source.Partition), stopping, failed =>
                {
                    if (Sending.IsRefusal(failed.Error)) lost($"is refused ({failed.Error.Reason})");
                });
        }
        catch (RecordTooLargeException refused)
        {
            lost($"is too large: {refused.Message}");
        }
    }

    private void LookAt(ReplayPlan plan, string topic, bool again)
    {
        var there = KafkaClients.PartitionsOf(box.Connection, topic).Count == 0 ? [] : _reader.RangesOf(topic);
        plan.Keep(topic, there);
        if (again) return;

        foreach (var record in _reader.Read(topic, plan.WhereReplaysMayBe(topic, there), "headers"))
        {
            if (record.Message.Headers is { } headers && headers.TryGetLastBytes(ReplayedRecord.Mark, out var mark) && mark is not null)
                plan.FoundReplay(Encoding.UTF8.GetString(mark), new RecordPlace(topic, record.Partition.Value, record.Offset.Value));
        }
    }
}
