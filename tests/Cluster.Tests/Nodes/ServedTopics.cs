using System.Text;
using ActorServe.Gateway.Embedded;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Hosting;
using ActorServe.TestSupport;
using ActorServe.TestSupport.Kafka;
using ActorServe.TestSupport.Serving;
using Confluent.Kafka;

namespace ActorServe.ClusterTests.Nodes;

/// <summary>
/// An embedded broker, the topics of an application that gateways of a <see cref="ClusterFixture"/> serve, and the audit at the end.
/// </summary>
internal sealed class ServedTopics : IAsyncDisposable
{
    private const string Input = "in", Output = "out", DeadLetter = "dlq", Group = "app";
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly TestTopics _topics;
    private Feed? _feed;

    public ServedTopics()
    {
        _topics = new TestTopics(_broker.BootstrapServers);
        foreach (var topic in (string[])[Input, Output, DeadLetter]) _broker.CreateTopic(topic, ServedApplication.Partitions);
    }

    /// <summary>A node that is a gateway of these topics.</summary>
    public NodeSetup Gateway => new() { Roles = [Roles.Gateway], Kafka = _broker };

    /// <summary>The application, to be deployed: one that answers each record with its bytes in reverse.</summary>
    public static ServeConfig Application(Func<DeploymentConfig, DeploymentConfig>? with = null)
    {
        var application = TestApplications.Of<TestDeployments.Mirror>(with).Applications[0];
        return new ServeConfig([application with
        {
            Kafka = new KafkaConfig
            {
                InputTopic = Input, Group = Group, OutputTopic = Output, DeadLetterTopic = DeadLetter,
                OnFailure = FailurePolicy.DeadLetter, Format = RecordFormat.Raw,
            },
        }]);
    }

    /// <summary>One record with headers.</summary>
    public void Produce(byte[] value, params (string Name, string Value)[] headers)
    {
        using var producer = _topics.Producer();
        var record = new Message<byte[]?, byte[]> { Value = value, Headers = [] };
        foreach (var (name, text) in headers) record.Headers.Add(name, Encoding.ASCII.GetBytes(text));
        producer.Produce(Input, record);
        producer.Flush(_patience);
    }

    /// <summary>Any one result, with its headers.</summary>
    public Message<Ignore, byte[]> AnyResult()
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(
            new ConsumerConfig { BootstrapServers = _broker.BootstrapServers, GroupId = "reader" }).Build();
        consumer.Assign(
            Enumerable.Range(0, ServedApplication.Partitions).Select(p => new TopicPartitionOffset(Output, p, Offset.Beginning)));
        return consumer.Consume(_patience).Message;
    }

    /// <summary>Feeds records from now on, and waits until some are answered.</summary>
    public async Task UnderLoadAsync(int perSecond = 1_000)
    {
        _feed = new Feed(_topics, Input, perSecond);
        await AnsweredAsync(perSecond);
    }

    /// <summary>Waits for so many more results.</summary>
    public async Task AnsweredAsync(int more)
    {
        var enough = Results() + more;
        await Eventually.AssertAsync(() => Assert.InRange(Results(), enough, long.MaxValue), _patience);
    }

    /// <summary>Ends the feed, waits until every record is committed, and holds the results against the records.</summary>
    public async Task<Audit> AuditAsync()
    {
        var records = await _feed!.EndAsync(0);
        var end = _topics.EndOffsets(Input);
        await Eventually.AssertAsync(() => Assert.Equal(end, _topics.Committed(Input, Group)), _patience);
        return Audit.Of(_topics.ReadAll(Output), records, Audit.Mirrored);
    }

    public async ValueTask DisposeAsync()
    {
        if (_feed is not null) await _feed.EndAsync(0);
        await _broker.DisposeAsync();
    }

    private long Results() => _topics.EndOffsets(Output).Sum();
}
