using System.Text;
using Confluent.Kafka;

namespace ActorServe.Cli.DeadLetters;

/// <summary>
/// The record that a dead letter was, as it goes back: without what was said of its failure, and with a mark that tells which record it
/// was.
/// </summary>
internal static class ReplayedRecord
{
    /// <summary>The header that a replay has, and no other record: <c>topic/partition/offset</c> of the record that it was.</summary>
    public const string Mark = "actorserve-replay";

    /// <summary>Makes it.</summary>
    /// <param name="from">The dead letter, or the record that it was.</param>
    /// <param name="source">Where that record is or was.</param>
    public static Message<byte[]?, byte[]?> Of(Message<byte[]?, byte[]?> from, RecordPlace source)
    {
        var headers = new Headers();
        foreach (var header in from.Headers ?? [])
            if (!header.Key.StartsWith(DeadLetter.Prefix, StringComparison.Ordinal)) headers.Add(header.Key, header.GetValueBytes());
        headers.Add(Mark, Encoding.UTF8.GetBytes(source.ToString()));
        return new Message<byte[]?, byte[]?> { Key = from.Key, Value = from.Value, Timestamp = TimeOf(from), Headers = headers };
    }

    // A client refuses to send a time that a topic set, unless it is told as the record's own.
    private static Timestamp TimeOf(Message<byte[]?, byte[]?> from) => from.Timestamp.Type == TimestampType.NotAvailable
        ? Timestamp.Default : new Timestamp(from.Timestamp.UnixTimestampMs, TimestampType.CreateTime);
}
