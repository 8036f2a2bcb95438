using Akka.Actor;
using Akka.Configuration;
using Akka.Streams.Dsl;
using Akka.Streams.Kafka.Helpers;
using Akka.Streams.Kafka.Messages;
using Akka.Streams.Kafka.Settings;
using Confluent.Kafka;
using Config = Akka.Configuration.Config;

namespace Akka.Streams.Kafka.Dsl
{
    public static class KafkaConsumer
    {
        public static Source<(TopicPartition, Source<CommittableMessage<K, V>, NotUsed>), IControl> CommittablePartitionedSource<K, V>(
            ConsumerSettings<K, V> settings, IAutoSubscription subscription) => throw new NotSupportedException();
    }
}

namespace Akka.Streams.Kafka.Helpers
{
    public interface IControl
    {
        Task IsShutdown { get; }

        Task Stop();

        Task Shutdown(Exception? ex = null);

        Task<TResult> DrainAndShutdown<TResult>(Task<TResult> streamCompletion);
    }

    public static class Committer
    {
        public static Flow<ICommittable, Done, NotUsed> Flow(CommitterSettings settings) => throw new NotSupportedException();
    }
}

namespace Akka.Streams.Kafka.Messages
{
    public interface ICommittable;

    public interface ICommittableOffset : ICommittable;

    public sealed class CommittableMessage<K, V>
    {
        private CommittableMessage()
        {
        }

        public ConsumeResult<K, V> Record => throw new NotSupportedException();

        public ICommittableOffset CommitableOffset => throw new NotSupportedException();
    }
}

namespace Akka.Streams.Kafka.Settings
{
    public interface ISubscription;

    public interface IAutoSubscription : ISubscription;

    public static class Subscriptions
    {
        public static IAutoSubscription Topics(params string[] topics) => throw new NotSupportedException();
    }

    public sealed class ConsumerSettings<TKey, TValue>
    {
        private ConsumerSettings()
        {
        }

        public static ConsumerSettings<TKey, TValue> Create(
            ActorSystem system, IDeserializer<TKey>? keyDeserializer, IDeserializer<TValue>? valueDeserializer) =>
            throw new NotSupportedException();

        public ConsumerSettings<TKey, TValue> WithProperty(string key, string value) => throw new NotSupportedException();
    }

    public sealed class CommitterSettings
    {
        private CommitterSettings()
        {
        }

        public static CommitterSettings Create(ActorSystem system) => throw new NotSupportedException();
    }

    public static class KafkaExtensions
    {
        public static Config DefaultSettings => throw new NotSupportedException();
    }
}
