using Confluent.Kafka;

namespace ActorServe.Gateway.Produce;

/// <summary>What an error of the broker says, and what follows from a refusal.</summary>
public static class Refusals
{
    /// <summary>
    /// Whether the broker refused the record for what it is. Any other error is about the topic, the rights or the client: no record's
    /// fault.
    /// </summary>
    public static bool IsOfTheRecord(ErrorCode error) => error is ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsgSize
        or ErrorCode.RecordListTooLarge or ErrorCode.InvalidRecord or ErrorCode.InvalidTimestamp or InvalidDifferentRecord;

    /// <summary>Whether less of it might be accepted.</summary>
    internal static bool IsOfItsSize(ErrorCode error) =>
        error is ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsgSize or ErrorCode.RecordListTooLarge;

    /// <summary>
    /// How a refused output goes out again, or null where it cannot. What was refused in a batch is tried alone first: the broker refuses
    /// batches whole, and most of what stands in one is no one's dead letter. A dead letter leaves out what was refused, then all it can.
    /// </summary>
    internal static Sending? Next(Sending refused, ErrorCode error, bool isByTheClient) => refused switch
    {
        Sending.Result when !isByTheClient => Sending.ResultAlone,
        Sending.DeadLetter when !isByTheClient => Sending.DeadLetterAlone,
        Sending.DeadLetter or Sending.DeadLetterAlone when IsOfItsSize(error) => Sending.DeadLetterWithoutValue,
        Sending.DeadLetter or Sending.DeadLetterAlone when error == ErrorCode.InvalidTimestamp => Sending.DeadLetterOfNow,
        Sending.Result or Sending.ResultAlone or Sending.BareDeadLetter => null,
        _ => Sending.BareDeadLetter,
    };

    /// <summary>Which producer an output goes through.</summary>
    internal static Packing PackingOf(Sending sending) =>
        sending is Sending.Result or Sending.DeadLetter ? Packing.Batched : Packing.Alone;

    // "Another record of the batch was invalid": Confluent.Kafka has no name for it.
    private const ErrorCode InvalidDifferentRecord = (ErrorCode)(-138);
}
