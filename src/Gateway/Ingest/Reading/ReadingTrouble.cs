using Confluent.Kafka;

namespace ActorServe.Gateway.Ingest.Reading;

/// <summary>
/// Why nothing is read, as far as the client has said: it says it once, however long it lasts. Pure. Cleared by what shows that it is over:
/// a record, an assignment, or, where only the broker was away, its answer.
/// </summary>
internal sealed class ReadingTrouble
{
    /// <summary>For a person; null where there is none.</summary>
    public string? Reason { get; private set; }

    /// <summary>The broker is away, and any answer of it ends the trouble.</summary>
    public bool IsOfConnection { get; private set; }

    /// <summary>The client says that something is wrong.</summary>
    public void Heard(Error error)
    {
        // One connection of many: the client says so when it was the last. What else is known of the topic says more than that.
        if (error.Code is ErrorCode.Local_Transport or ErrorCode.Local_Resolve) return;
        if (Reason is not null && error.Code == ErrorCode.Local_AllBrokersDown) return;
        IsOfConnection = error.Code is ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Authentication or ErrorCode.Local_Ssl;
        Reason = $"{error.Code}: {error.Reason}";
    }

    /// <summary>It is over.</summary>
    public void Clear() => (Reason, IsOfConnection) = (null, false);
}
