using ActorServe.Gateway.Ingest.Client;
using ActorServe.Gateway.Ingest.Ledger;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Ingest.Reading;

/// <summary>What came of a commit that was waited for.</summary>
internal enum CommitAnswer
{
    /// <summary>It is kept, or there was nothing to commit.</summary>
    Kept,

    /// <summary>The group has just been told who owns what: it takes commits again in a moment, whatever this member does.</summary>
    NotYet,

    /// <summary>
    /// This member is joining the group anew. It must poll until it has joined, and commit as the member that it is then.
    /// </summary>
    Outdated,

    /// <summary>It is not kept, and another try would not help.</summary>
    Failed,
}

/// <summary>
/// Commits what is finished of partitions that this member is about to let go, and waits for the answer. While a group rebalances it
/// refuses commits: a broker reads a connection's requests one by one, so that a commit waits behind this member's own request to join, and
/// arrives with the generation that this join has ended.
/// </summary>
internal sealed partial class HandOver(IngestSettings settings, ILogger log)
{
    private ErrorCode? _told;

    /// <summary>
    /// Commits the watermarks that were not committed here before, nor refused for good. Of several tries, a refusal is told once.
    /// </summary>
    public CommitAnswer Commit(IRecordConsumer consumer, IEnumerable<Assignment> assignments, bool isAgain)
    {
        if (!isAgain) _told = null;
        Assignment[] news = [.. assignments.Where(assignment => assignment.HasNews)];
        if (news.Length == 0) return CommitAnswer.Kept;

        PartitionOffset[] watermarks = [.. news.Select(Watermark)];
        try
        {
            // Stored too: as it lets the partitions go, the client commits what was stored last, over a newer offset that was committed
            // here.
            foreach (var watermark in watermarks) consumer.Store(watermark);
            consumer.Commit(watermarks);
        }
        catch (KafkaException refused)
        {
            // What is not committed is read again.
            if (_told != refused.Error.Code) LogNotCommitted(settings.Kafka.InputTopic, refused.Error.Reason);
            _told = refused.Error.Code;
            var answer = AnswerOf(refused.Error.Code);
            // For good: where the broker is away, another try would take as long again.
            if (answer == CommitAnswer.Failed) HandedOver(news);
            return answer;
        }

        HandedOver(news);
        foreach (var assignment in news) assignment.Acknowledge(assignment.Ledger.Watermark!.Value);
        return CommitAnswer.Kept;
    }

    private static void HandedOver(Assignment[] assignments)
    {
        foreach (var assignment in assignments) assignment.HandedOver = assignment.Ledger.Watermark;
    }

    private static PartitionOffset Watermark(Assignment assignment) => new(assignment.Id.Partition, assignment.Ledger.Watermark!.Value);

    private static CommitAnswer AnswerOf(ErrorCode refusal) => refusal switch
    {
        ErrorCode.RebalanceInProgress => CommitAnswer.NotYet,
        ErrorCode.IllegalGeneration or ErrorCode.StaleMemberEpoch => CommitAnswer.Outdated,
        _ => CommitAnswer.Failed,
    };

    [LoggerMessage(LogLevel.Warning, "{Topic}: offsets were not committed: {Reason}")]
    private partial void LogNotCommitted(string topic, string reason);
}
