using ActorServe.Routing;
using Confluent.Kafka;

namespace ActorServe.AkkaStreamsKafka;

/// <summary>A record as it comes from the package's source.</summary>
/// <param name="Id">The assignment of its partition: a source of a partition that ended and came again is another.</param>
/// <param name="Record">The record.</param>
/// <param name="Commit">What commits its offset.</param>
internal readonly record struct Arrival<TCommit>(PartitionEpoch Id, ConsumeResult<byte[]?, byte[]?> Record, TCommit Commit);
