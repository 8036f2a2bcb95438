using System.Text;
using Confluent.Kafka;

namespace ActorServe.EndToEnd.Loops;

/// <summary>
/// The public client used as well as is known: short fetch back-off, the queue drained with <c>Consume(0)</c>, only the fields that are
/// needed, one static delivery handler, offsets stored once a batch, inference in batches of up to 32 on two threads, and one
/// <c>actorserve</c> header on each result. It is fast and not safe: offsets are stored when results are handed to the client, and batches
/// overtake each other.
/// </summary>
internal sealed class TunedLoop : IDisposable
{
    private const int MaxBatch = 32;
    private readonly LoopArguments _arguments;
    private readonly LoopModel _model;
    private readonly IConsumer<byte[]?, byte[]> _consumer;
    private readonly IProducer<byte[]?, byte[]> _producer;
    private readonly HandOver<ConsumeResult<byte[]?, byte[]>[]> _batches = new(64);
    private long _failed;

    public TunedLoop(LoopArguments arguments)
    {
        _arguments = arguments;
        _model = new LoopModel(
            File.Exists(arguments.Model + BenchmarkModels.FreeBatch) ? arguments.Model + BenchmarkModels.FreeBatch : arguments.Model);
        var consumer = new ConsumerConfig
        {
            BootstrapServers = arguments.Kafka, GroupId = arguments.Group, AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoOffsetStore = false, EnableAutoCommit = true, AutoCommitIntervalMs = 1_000, FetchQueueBackoffMs = 20,
            QueuedMinMessages = 20_000, ConsumeResultFields = "topic", MaxPartitionFetchBytes = 8 << 20,
        };
        _consumer = new ConsumerBuilder<byte[]?, byte[]>(consumer).Build();
        _producer = new ProducerBuilder<byte[]?, byte[]>(new ProducerConfig
        {
            BootstrapServers = arguments.Kafka, Acks = Acks.All, EnableIdempotence = true, LingerMs = 0, MessageMaxBytes = 8 << 20,
            QueueBufferingMaxMessages = 500_000, QueueBufferingMaxKbytes = 1 << 17, DeliveryReportFields = "status",
        }).Build();
    }

    public static void Run(LoopArguments arguments, CancellationToken stop)
    {
        using var loop = new TunedLoop(arguments);
        var threads = Enumerable.Range(0, 2).Select(_ => new Thread(loop.InferAll)).ToList();
        threads.ForEach(t => t.Start());
        loop.ConsumeAll(stop);
        threads.ForEach(t => t.Join());
        loop._producer.Flush(TimeSpan.FromSeconds(10));
        loop._consumer.Close();
        if (loop._failed > 0) throw new InvalidOperationException($"{loop._failed} results were not delivered");
    }

    public void Dispose()
    {
        _producer.Dispose();
        _consumer.Dispose();
        _model.Dispose();
    }

    private void ConsumeAll(CancellationToken stop)
    {
        _consumer.Subscribe(_arguments.Input);
        var batch = new List<ConsumeResult<byte[]?, byte[]>>(MaxBatch);
        while (!stop.IsCancellationRequested)
        {
            for (var r = _consumer.Consume(50); r is not null; r = batch.Count < MaxBatch ? _consumer.Consume(0) : null) batch.Add(r);
            if (batch.Count > 0)
            {
                _batches.Add([.. batch]);
                batch.Clear();
            }
        }

        _batches.Complete();
    }

    private void InferAll()
    {
        while (_batches.Take() is { } batch) Answer(batch);
    }

    private void Answer(ConsumeResult<byte[]?, byte[]>[] batch)
    {
        var values = new byte[batch.Length][];
        for (var i = 0; i < batch.Length; i++) values[i] = batch[i].Message.Value;
        var answers = _model.Run(values);
        for (var i = 0; i < batch.Length; i++)
        {
            var record = batch[i];
            var source = Encoding.UTF8.GetBytes(
                $"v=1;model=loop;version=1;source={_arguments.Input}/{record.Partition.Value}/{record.Offset.Value}");
            var message = new Message<byte[]?, byte[]>
            {
                Key = record.Message.Key, Value = answers[i], Headers = new Headers { { "actorserve", source } },
            };
            Produce(new TopicPartition(_arguments.Output, record.Partition), message);
        }

        foreach (var last in batch.GroupBy(r => r.Partition, (_, records) => records.MaxBy(r => r.Offset.Value)!))
            _consumer.StoreOffset(new TopicPartitionOffset(_arguments.Input, last.Partition, last.Offset + 1));
    }

    private void Produce(TopicPartition to, Message<byte[]?, byte[]> message)
    {
        while (true)
        {
            try
            {
                _producer.Produce(to, message, OnReport);
                return;
            }
            catch (ProduceException<byte[]?, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    private void OnReport(DeliveryReport<byte[]?, byte[]> report)
    {
        if (report.Error.Code != ErrorCode.NoError) Interlocked.Increment(ref _failed);
    }
}
