using Confluent.Kafka;

namespace ActorServe.Gateway.Produce;

/// <summary>
/// The door to the broker for what goes out. One thread at a time calls it; its listener is called on a thread of its own.
/// </summary>
internal interface IRecordProducer : IDisposable
{
    /// <summary>
    /// Takes a copy of the record, or says at once why not: <see cref="ErrorCode.Local_QueueFull"/> is "again after the next report",
    /// <see cref="ErrorCode.Local_Fatal"/> is a producer that is dead. What is taken is reported exactly once while the producer lives.
    /// </summary>
    /// <param name="record">Not read after the call.</param>
    /// <param name="id">Comes back in the report.</param>
    ErrorCode Produce(in OutgoingRecord record, int id);
}

/// <summary>Hears what became of records. Called on the producer's thread: never blocks, never throws.</summary>
internal interface IDeliveryListener
{
    /// <summary>These records were acknowledged or refused. The client's queue has room for as many again.</summary>
    void Delivered(ReadOnlySpan<DeliveryReport> reports);

    /// <summary>The producer is dead: nothing more is reported, and what was not reported must go out through another one.</summary>
    void Died(string reason);
}

/// <summary>What became of one record.</summary>
/// <param name="Id">As given to <see cref="IRecordProducer.Produce"/>.</param>
/// <param name="Error"><see cref="ErrorCode.NoError"/> is an acknowledgement of all replicas in sync.</param>
internal readonly record struct DeliveryReport(int Id, ErrorCode Error);

/// <summary>How a producer packs records.</summary>
internal enum Packing : byte
{
    /// <summary>Many records to a batch. The broker takes or refuses a batch whole.</summary>
    Batched,

    /// <summary>One record to a batch, so that a refusal is about that record and no other.</summary>
    Alone,
}

/// <summary>Makes a producer. Throws where its configuration is wrong; the broker need not be there.</summary>
internal delegate IRecordProducer ConnectProducer(Packing packing, IDeliveryListener listener);
