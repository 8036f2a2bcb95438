using Confluent.Kafka;

namespace ActorServe.Gateway.Ingest.Reading;

/// <summary>How reading fares, out of all that is heard and asked. Pure but for the clock.</summary>
internal sealed class ReadingHealth(ReadingTrouble trouble, BrokerContact contact)
{
    private long _read;

    /// <summary>Whether the broker should be asked.</summary>
    public bool IsInDoubt => contact.IsInDoubt || trouble.IsOfTopic;

    /// <summary>How it fares.</summary>
    public ReadingStatus Status => (contact.IsAway, trouble.Reason) switch
    {
        // What is wrong with the topic is so when the broker is back, too.
        (true, var reason) => new ReadingStatus.BrokerAway(reason is null ? contact.Reason : $"{reason}; {contact.Reason}"),
        (_, { } reason) => new ReadingStatus.Refused(reason),
        (false, null) => ReadingStatus.Reads.Instance,
        (null, null) => ReadingStatus.NotKnown.Instance,
    };

    /// <summary>The client says that something is wrong, with one partition or with all.</summary>
    public void Heard(Error error, int? partition = null)
    {
        if (BrokerContact.IsOfConnection(error.Code)) contact.Doubt(error);
        else trouble.Heard(error, partition);
    }

    /// <summary>What is finished of a partition was not committed.</summary>
    public void NotCommitted(Error refusal, int partition)
    {
        if (BrokerContact.IsOfConnection(refusal.Code)) contact.Doubt(refusal);
        else trouble.NotCommitted(refusal, partition);
    }

    /// <summary>So many records were read by now.</summary>
    public void Read(long records)
    {
        if (records != _read) contact.Read();
        _read = records;
    }

    /// <summary>The group has dealt out partitions, and given this consumer any or none.</summary>
    public void Assigned(bool isAny)
    {
        contact.Answered();
        trouble.Assigned(isAny);
    }

    /// <summary>A broker was asked about the topic.</summary>
    /// <param name="topic">Its answer; null where there was none.</param>
    public void Asked(ErrorCode? topic)
    {
        if (topic is { } answer)
        {
            contact.Answered();
            trouble.Answered(answer);
        }
        else contact.Unanswered();
    }
}
