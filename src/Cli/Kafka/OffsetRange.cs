namespace ActorServe.Cli.Kafka;

/// <summary>The offsets of a partition that are there: from the low one to before the high one.</summary>
internal readonly record struct OffsetRange(int Partition, long Low, long High);
