namespace ActorServe.Gateway.Topics;

/// <summary>How many partitions the topics of an application have.</summary>
/// <param name="Input">Of the input topic.</param>
/// <param name="Output">Of the output topic; null where there is none.</param>
/// <param name="DeadLetter">Of the dead-letter topic; null where there is none.</param>
public sealed record TopicPartitions(int Input, int? Output, int? DeadLetter);
