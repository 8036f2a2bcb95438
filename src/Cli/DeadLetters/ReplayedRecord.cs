using System.Text;
using Confluent.Kafka;

namespace ActorServe.Cli.DeadLetters;

/// <summary>
/// The record that a dead letter was, as it goes back: without what was said of its failure, and with a mark that tells which record it was.
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
        return new Message<byte[]?, byte[]?> { Key = from.Key, Value = from.Value, Timestamp = from.Timestamp, Headers = headers };
    }
}
