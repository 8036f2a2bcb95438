using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using ActorServe.Gateway.Embedded;
using ActorServe.Gateway.Librdkafka;
using ActorServe.Gateway.Produce;
using ActorServe.Gateway.Tests.Produce;
using ActorServe.Shared.Configuration;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServe.Gateway.Tests.Librdkafka;

public sealed class NativeProducerSpecs : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly Listener _listener = new();

    public ValueTask InitializeAsync()
    {
        _broker.CreateTopic("out", 4);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task A_record_arrives_with_its_partition_key_value_timestamp_and_headers()
    {
        using var producer = Connect();
        var headers = new OutgoingHeaders();
        headers.Add("first", "1"u8);
        headers.Add("empty", ""u8);
        var record = new OutgoingRecord("out", headers)
        {
            Partition = 3, Key = "key"u8.ToArray(), Value = "value"u8.ToArray(), TimestampMs = 1_700_000_000_123,
        };

        Assert.Equal(ErrorCode.NoError, producer.Produce(record, 7));

        await _listener.Acknowledged(1);
        var read = Assert.Single(Read(1));
        Assert.Equal(3, read.Partition.Value);
        Assert.Equal("key", Encoding.UTF8.GetString(read.Message.Key));
        Assert.Equal("value", Encoding.UTF8.GetString(read.Message.Value));
        Assert.Equal(1_700_000_000_123, read.Message.Timestamp.UnixTimestampMs);
        Assert.Equal(
            ["first=1", "empty="],
            read.Message.Headers.Select(header => $"{header.Key}={Encoding.UTF8.GetString(header.GetValueBytes())}"));
        Assert.Equal([7], _listener.Ids);
    }

    [Fact]
    public async Task Null_and_empty_are_not_the_same()
    {
        using var producer = Connect();
        var headers = new OutgoingHeaders();

        producer.Produce(new OutgoingRecord("out", headers) { Partition = 0, Key = null, Value = ReadOnlyMemory<byte>.Empty }, 0);
        producer.Produce(new OutgoingRecord("out", headers) { Partition = 0, Key = ReadOnlyMemory<byte>.Empty, Value = null }, 1);

        await _listener.Acknowledged(2);
        var read = Read(2);
        Assert.Null(read[0].Message.Key);
        Assert.Empty(read[0].Message.Value);
        Assert.Empty(read[1].Message.Key);
        Assert.Null(read[1].Message.Value);
    }

    [Fact]
    public async Task A_record_without_a_partition_goes_where_Javas_clients_put_its_key()
    {
        using var producer = Connect();

        producer.Produce(new OutgoingRecord("out", new OutgoingHeaders()) { Key = "foobar"u8.ToArray(), Value = "v"u8.ToArray() }, 0);

        await _listener.Acknowledged(1);
        Assert.Equal((-790332482 & 0x7fffffff) % 4, Assert.Single(Read(1)).Partition.Value);
    }

    [Fact]
    public async Task Ten_thousand_records_arrive_in_order_and_are_reported_once_each()
    {
        using var producer = Connect();
        var headers = new OutgoingHeaders();
        for (var i = 0; i < 10_000; i++)
        {
            headers.Clear();
            headers.Add("n", BitConverter.GetBytes(i));
            Assert.Equal(
                ErrorCode.NoError,
                producer.Produce(new OutgoingRecord("out", headers) { Partition = i % 4, Value = BitConverter.GetBytes(i) }, i));
        }

        await _listener.Acknowledged(10_000);
        var read = Read(10_000);
        Assert.All(read.GroupBy(each => each.Partition.Value), each => Assert.Equal(
            Enumerable.Range(0, 2_500).Select(i => (i * 4) + each.Key), each.Select(record => BitConverter.ToInt32(record.Message.Value))));
        Assert.All(read, each => Assert.Equal(each.Message.Value, each.Message.Headers[0].GetValueBytes()));
        Assert.Equal(Enumerable.Range(0, 10_000), _listener.Ids.Order());
    }

    [Fact]
    public async Task An_outage_is_waited_for()
    {
        using var producer = Connect();
        _broker.SetDown();
        producer.Produce(new OutgoingRecord("out", new OutgoingHeaders()) { Value = "v"u8.ToArray() }, 1);

        _broker.SetUp();

        await _listener.Acknowledged(1);
    }

    [Fact]
    public void A_record_beyond_the_clients_limit_and_room_for_its_headers_is_refused_at_once()
    {
        using var producer = Connect();
        var record = new OutgoingRecord("out", new OutgoingHeaders()) { Value = new byte[KafkaConnection.MaxRecordBytes + (16 << 10) + 1] };

        Assert.Equal(ErrorCode.MsgSizeTooLarge, producer.Produce(record, 1));
    }

    [Fact]
    public async Task A_refusal_of_the_broker_is_reported_for_each_record()
    {
        using var producer = Connect();
        _broker.FailRequests(apiKey: 0, ErrorCode.MsgSizeTooLarge);

        producer.Produce(new OutgoingRecord("out", new OutgoingHeaders()) { Value = "v"u8.ToArray() }, 5);

        Assert.Equal(new DeliveryReport(5, ErrorCode.MsgSizeTooLarge), await _listener.FirstRefusal.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_fatal_error_is_a_death_and_then_nothing_is_taken()
    {
        // More than one: on a busy machine a first request may time out before its refusal is read.
        _broker.FailRequests(apiKey: 22, [.. Enumerable.Repeat(ErrorCode.ClusterAuthorizationFailed, 20)]);
        using var producer = Connect();
        producer.Produce(new OutgoingRecord("out", new OutgoingHeaders()), 0);

        // One that times out is asked again after a minute.
        var reason = await _listener.Death.WaitAsync(4 * Patience);

        Assert.NotEmpty(reason);
        Assert.Equal(ErrorCode.Local_Fatal, producer.Produce(new OutgoingRecord("out", new OutgoingHeaders()), 1));
    }

    [Fact]
    public void A_disposed_producer_takes_nothing()
    {
        var producer = Connect();
        producer.Dispose();
        producer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => producer.Produce(new OutgoingRecord("out", new OutgoingHeaders()), 1));
    }

    [Fact]
    public void A_wrong_property_is_named()
    {
        var kafka = new KafkaConfig { InputTopic = "in", Group = "g", Properties = KafkaConfigProperties("no.such.property", "1") };

        var error = Assert.Throws<InvalidOperationException>(() =>
            NativeProducer.Connector(_broker.Connection, kafka, TimeProvider.System, NullLogger.Instance)(Packing.Batched, _listener));

        Assert.Contains("no.such.property", error.Message, StringComparison.Ordinal);
    }

    private static System.Collections.Immutable.ImmutableDictionary<string, string> KafkaConfigProperties(string name, string value) =>
        System.Collections.Immutable.ImmutableDictionary<string, string>.Empty.Add(name, value);

    private IRecordProducer Connect() =>
        NativeProducer.Connector(
            _broker.Connection, new KafkaConfig { InputTopic = "in", Group = "g" }, TimeProvider.System,
            NullLogger.Instance)(Packing.Batched, _listener);

    private List<ConsumeResult<byte[], byte[]>> Read(int count) => TopicReading.Read(_broker.BootstrapServers, "out", 4, count);

    private sealed class Listener : IDeliveryListener
    {
        private readonly ConcurrentQueue<DeliveryReport> _reports = [];
        private readonly Channel<int> _acknowledged = Channel.CreateUnbounded<int>();
        private readonly TaskCompletionSource<string> _death = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<DeliveryReport> _refusal = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Death => _death.Task;

        public Task<DeliveryReport> FirstRefusal => _refusal.Task;

        public IEnumerable<int> Ids => _reports.Select(report => report.Id);

        public void Delivered(ReadOnlySpan<DeliveryReport> reports)
        {
            foreach (var report in reports)
            {
                _reports.Enqueue(report);
                if (report.Error == ErrorCode.NoError) _acknowledged.Writer.TryWrite(report.Id);
                else _refusal.TrySetResult(report);
            }
        }

        public void Died(string reason) => _death.TrySetResult(reason);

        public async Task Acknowledged(int count)
        {
            using var patience = new CancellationTokenSource(Patience);
            for (var i = 0; i < count; i++) await _acknowledged.Reader.ReadAsync(patience.Token);
        }
    }
}
