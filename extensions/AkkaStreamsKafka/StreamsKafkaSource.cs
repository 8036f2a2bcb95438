using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Ingest.Ledger;
using ActorServe.Routing;
using Akka;
using Akka.Actor;
using Akka.Hosting;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.Kafka.Dsl;
using Akka.Streams.Kafka.Helpers;
using Akka.Streams.Kafka.Messages;
using Akka.Streams.Kafka.Settings;
using Confluent.Kafka;
using Assigned = (
    Confluent.Kafka.TopicPartition Partition,
    Akka.Streams.Dsl.Source<Akka.Streams.Kafka.Messages.CommittableMessage<byte[]?, byte[]?>, Akka.NotUsed> Records);

namespace ActorServe.AkkaStreamsKafka;

/// <summary>
/// The source of Akka.Streams.Kafka in the place of ours. What it reads is tracked by our ledger, and committed behind acknowledged results
/// only; what is in flight when a partition is revoked it does not wait for: the next owner reads that again.
/// </summary>
internal sealed class StreamsKafkaSource : ISourceExtension
{
    // Each has a source of its own, and all are read at once. As many as create_topics makes.
    private const int MostPartitions = 10_000;

    /// <inheritdoc/>
    public void Configure(AkkaConfigurationBuilder builder) => builder.AddHocon(KafkaExtensions.DefaultSettings, HoconAddMode.Append);

    /// <inheritdoc/>
    public IngestRun Start(ActorSystem system, SourceParts parts)
    {
        var settings = parts.Settings;
        var ingest = new StreamIngest();
        var topic = Subscriptions.Topics(settings.Kafka.InputTopic);
        var consumer = KafkaConsumer.CommittablePartitionedSource(ConsumerOf(system, settings), topic)
            .Via(Flow.Create<Assigned>().MergeMany(MostPartitions, assigned => Arrivals(assigned, ingest)));
        var committer = Committer.Flow(CommitterSettings.Create(system)).ToMaterialized(Sink.Ignore<Done>(), Keep.Right);

        var graph = GraphDsl.Create(consumer, committer, Ends, (builder, records, commits) =>
        {
            var ledger = builder.Add(new LedgerStage<ICommittable>(new LedgerSetup(parts, ingest)));
            builder.From(records).To(ledger.In);
            builder.From(ledger.Out1).To(commits);
            return new SourceShape<RecordBatch>(ledger.Out0);
        });
        return new IngestRun(Source.FromGraph(graph).MapMaterializedValue(ends => Made(ingest, ends)), ingest);
    }

    private static ConsumerSettings<byte[]?, byte[]?> ConsumerOf(ActorSystem system, IngestSettings settings) =>
        StreamConsumerProperties.Of(settings).Aggregate(
            ConsumerSettings<byte[]?, byte[]?>.Create(system, Deserializers.ByteArray, Deserializers.ByteArray),
            (consumer, property) => consumer.WithProperty(property.Key, property.Value));

    private static Source<Arrival<ICommittable>, NotUsed> Arrivals(Assigned assigned, StreamIngest ingest)
    {
        var id = new PartitionEpoch(assigned.Partition.Partition.Value, EpochSource.Next());
        return assigned.Records
            .Select(message => new Arrival<ICommittable>(id, message.Record, message.CommitableOffset))
            .WatchTermination((none, ended) =>
            {
                _ = ended.ContinueWith(_ => ingest.Ended(id), TaskScheduler.Default);
                return none;
            });
    }

    private static StreamEnds Ends(IControl consumer, Task<Done> committed) => new(committed, () => consumer.Shutdown());

    private static NotUsed Made(StreamIngest ingest, StreamEnds ends)
    {
        ingest.Made(ends);
        return NotUsed.Instance;
    }
}
