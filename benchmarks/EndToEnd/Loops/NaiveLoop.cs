using Confluent.Kafka;

namespace ActorServe.EndToEnd.Loops;

/// <summary>
/// The loop as people write it: consume one, infer one, produce one, store the offset when the delivery report comes, with auto-commit and
/// the client's defaults for the rest.
/// </summary>
internal static class NaiveLoop
{
    public static void Run(LoopArguments arguments, CancellationToken stop)
    {
        using var model = new LoopModel(arguments.Model);
        using var consumer = new ConsumerBuilder<byte[]?, byte[]>(new ConsumerConfig
        {
            BootstrapServers = arguments.Kafka, GroupId = arguments.Group, AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoOffsetStore = false, EnableAutoCommit = true,
        }).Build();
        using var producer = new ProducerBuilder<byte[]?, byte[]>(new ProducerConfig
        {
            BootstrapServers = arguments.Kafka, Acks = Acks.All, MessageMaxBytes = 8 << 20,
        }).Build();
        consumer.Subscribe(arguments.Input);
        while (!stop.IsCancellationRequested)
        {
            if (consumer.Consume(100) is not { } record) continue;
            var answer = model.Run([record.Message.Value])[0];
            Produce(producer, arguments.Output, new Message<byte[]?, byte[]> { Key = record.Message.Key, Value = answer }, report =>
            {
                if (report.Error.Code == ErrorCode.NoError) consumer.StoreOffset(record);
            });
        }

        producer.Flush(TimeSpan.FromSeconds(10));
        consumer.Close();
    }

    private static void Produce(
        IProducer<byte[]?, byte[]> producer, string topic, Message<byte[]?, byte[]> message,
        Action<DeliveryReport<byte[]?, byte[]>> onReport)
    {
        while (true)
        {
            try
            {
                producer.Produce(topic, message, onReport);
                return;
            }
            catch (ProduceException<byte[]?, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }
    }
}
