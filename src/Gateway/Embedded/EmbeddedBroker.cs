using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ActorServe.Gateway.Librdkafka;
using Confluent.Kafka;

namespace ActorServe.Gateway.Embedded;

/// <summary>
/// A broker in this process, on a loopback port that the system chooses: librdkafka's mock cluster, which speaks Kafka's real protocol. It
/// is there to try things out and for fast tests. It keeps records in memory only, about 5 MiB a partition, forgets the oldest whether
/// consumed or not, and grows slow with what it keeps: so what was consumed is trimmed, twice a second. No guarantee can be proved on it,
/// and it has no transactions worth the name.
/// </summary>
public sealed class EmbeddedBroker : IAsyncDisposable
{
    private const int OnlyBroker = 1;
    private static readonly TimeSpan TrimInterval = TimeSpan.FromMilliseconds(500);

    private readonly MockClusterHandle _cluster;
    private readonly Trimmer _trimmer;

    private EmbeddedBroker(TimeProvider time, Action<Exception>? trimFailed)
    {
        _cluster = MockClusterHandle.Create(OnlyBroker);
        Native.MockGroupInitialRebalanceDelay(_cluster, 0);
        // None is the controller by default, and admin clients wait for one.
        Native.MockSetController(_cluster, OnlyBroker);
        BootstrapServers = Marshal.PtrToStringUTF8(Native.MockClusterBootstraps(_cluster))!;
        _trimmer = new Trimmer(BootstrapServers, Delete, TrimInterval, time, trimFailed ?? (_ => { }));
    }

    /// <summary>Where it listens, as <c>host:port</c>.</summary>
    public string BootstrapServers { get; }

    /// <summary>
    /// How clients in this process reach it. <c>linger.ms</c> is 50: each batch costs this broker as much as a thousand records would.
    /// <c>fetch.wait.max.ms</c> is 20: it answers a fetch that found nothing after that time, whatever arrives meanwhile.
    /// </summary>
    public KafkaConnection Connection => new(
        BootstrapServers, ImmutableDictionary<string, string>.Empty.Add("linger.ms", "50").Add("fetch.wait.max.ms", "20"));

    /// <summary>Starts one.</summary>
    /// <param name="trimFailed">Is told, once, where trimming fails by a bug: the broker then forgets the oldest records, and grows
    /// slow.</param>
    public static EmbeddedBroker Start(Action<Exception>? trimFailed = null) => new(TimeProvider.System, trimFailed);

    /// <summary>Starts one that trims by this clock.</summary>
    public static EmbeddedBroker Start(TimeProvider time) => new(time, null);

    /// <summary>Makes a topic.</summary>
    /// <returns>False where there is one already, which is left as it is.</returns>
    public bool CreateTopic(string name, int partitions)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        var error = Native.MockTopicCreate(_cluster, name, partitions, replication: 1);
        if (error == ErrorCode.TopicAlreadyExists) return false;

        Check(error, $"The topic '{name}' could not be made");
        return true;
    }

    /// <summary>
    /// A reader needs nothing of this partition before this offset: it is trimmed in the background, once no other known reader needs it
    /// either.
    /// </summary>
    public void TrimTo(string topic, int partition, long offset) =>
        _trimmer.Consumed("reader", new TopicPartition(topic, partition), offset);

    /// <summary>Trims the topic, in the background, as far as the group has committed, and no further from now on.</summary>
    public void FollowGroup(string group, string topic) => _trimmer.Follow(group, topic);

    /// <summary>Closes its connections and refuses new ones, until <see cref="SetUp"/>.</summary>
    public void SetDown() => Check(Native.MockBrokerSetDown(_cluster, OnlyBroker), "The embedded broker could not be taken down");

    /// <summary>Takes connections again, on the same port.</summary>
    public void SetUp() => Check(Native.MockBrokerSetUp(_cluster, OnlyBroker), "The embedded broker could not be brought up");

    /// <summary>Answers the next requests of a kind with these errors, one each.</summary>
    /// <param name="apiKey">The kind, by Kafka's number (0 is Produce, 1 is Fetch, 22 is InitProducerId).</param>
    /// <param name="errors">The errors, in order.</param>
    public unsafe void FailRequests(short apiKey, params ReadOnlySpan<ErrorCode> errors)
    {
        fixed (ErrorCode* first = errors) Native.MockPushRequestErrors(_cluster, apiKey, (nuint)errors.Length, first);
    }

    /// <summary>Ends it. What it held is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await _trimmer.DisposeAsync().ConfigureAwait(false);
        _cluster.Dispose();
    }

    // A reader may be ahead of what the mock still knows of (its own bound): nothing is left to trim then.
    private void Delete(TopicPartitionOffset before) =>
        Native.MockDeleteRecords(_cluster, before.Topic, before.Partition.Value, before.Offset.Value);

    private static void Check(ErrorCode error, string failure)
    {
        if (error != ErrorCode.NoError) throw new InvalidOperationException($"{failure}: {new Error(error).Reason}");
    }
}
