using Confluent.Kafka;

namespace ActorServe.Gateway.Ingest.Reading;

/// <summary>
/// What the broker refuses, as far as the client has said: it says it once, however long it lasts. Each is kept until something shows that
/// it is over: of one partition a record of that partition, of the topic that the topic is there, of commits one of the same partition that
/// is kept, of anything else any record or assignment. Pure.
/// </summary>
internal sealed class ReadingTrouble
{
    private readonly SortedDictionary<int, Trouble> _ofPartitions = [];
    private readonly SortedDictionary<int, Trouble> _ofCommits = [];
    private Trouble? _ofTopic;
    private Trouble? _ofAll;

    /// <summary>For a person; null where there is none.</summary>
    public string? Reason
    {
        get
        {
            var reasons = string.Join("; ", ((string?[])[_ofTopic?.Text, _ofAll?.Text, OfPartitions, OfCommits]).OfType<string>());
            return reasons.Length > 0 ? reasons : null;
        }
    }

    /// <summary>Whether it may be over as soon as the topic is there: nothing else will say so of a topic without records.</summary>
    public bool IsOfTopic => _ofTopic is not null || _ofPartitions.Values.Any(trouble => trouble.IsMissing);

    // They are most often in the same trouble: one of them says it for all.
    private string? OfPartitions => _ofPartitions.Count switch
    {
        0 => null,
        1 => $"partition {_ofPartitions.First().Key}: {_ofPartitions.First().Value.Text}",
        var count => $"partition {_ofPartitions.First().Key} and {count - 1} more: {_ofPartitions.First().Value.Text}",
    };

    private string? OfCommits => _ofCommits.Count == 0 ? null : $"offsets are not committed: {_ofCommits.First().Value.Text}";

    /// <summary>The client says that something is wrong, with one partition or with all.</summary>
    public void Heard(Error error, int? partition = null)
    {
        var trouble = new Trouble(error);
        if (partition is { } one) _ofPartitions[one] = trouble;
        else if (trouble.IsOfTopic) _ofTopic = trouble;
        else _ofAll = trouble;
    }

    /// <summary>A record of a partition came.</summary>
    public void Read(int partition)
    {
        // Nothing of the topic: records that the client had already may come long after it is gone.
        _ofAll = null;
        if (_ofPartitions.Count > 0) _ofPartitions.Remove(partition);
    }

    /// <summary>The group has answered; of the topic that says something only where it gave partitions.</summary>
    public void Assigned(bool isAny)
    {
        _ofAll = null;
        if (isAny) _ofTopic = null;
    }

    /// <summary>A partition is not ours any more.</summary>
    public void Forget(int partition)
    {
        _ofPartitions.Remove(partition);
        _ofCommits.Remove(partition);
    }

    /// <summary>A broker was asked about the topic, and said this.</summary>
    public void Answered(ErrorCode topic)
    {
        _ofTopic = topic == ErrorCode.NoError ? null : new Trouble(new Error(topic));
        if (_ofTopic is not null) return;
        foreach (var missing in _ofPartitions.Where(trouble => trouble.Value.IsMissing).ToArray()) _ofPartitions.Remove(missing.Key);
    }

    /// <summary>
    /// A commit of a partition was refused: no trouble where the group deals out its partitions just then, or there was nothing to commit.
    /// </summary>
    public void NotCommitted(Error refusal, int partition)
    {
        var isOfRebalance = refusal.Code is ErrorCode.RebalanceInProgress or ErrorCode.IllegalGeneration or ErrorCode.UnknownMemberId
            or ErrorCode.StaleMemberEpoch;
        if (refusal.IsBrokerError && !isOfRebalance) _ofCommits[partition] = new Trouble(refusal);
    }

    /// <summary>A commit of a partition was kept.</summary>
    public void Committed(int partition) => _ofCommits.Remove(partition);

    private sealed record Trouble(Error Error)
    {
        public string Text => $"{Error.Code}: {Error.Reason}";

        public bool IsMissing => Error.Code
            is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition;

        // To see a topic is another right than to read it: of a partition, which is read, an answer ends no refusal.
        public bool IsOfTopic => IsMissing || Error.Code == ErrorCode.TopicAuthorizationFailed;
    }
}
