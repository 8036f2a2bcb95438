using System.Buffers.Binary;
using System.Diagnostics;
using ActorServe.TestSupport.Kafka;
using Confluent.Kafka;
using HdrHistogram;

namespace ActorServe.EndToEnd.Measuring;

/// <summary>From just before a record is handed to the producer until its result is out of the consumer.</summary>
/// <param name="P50">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
/// <param name="Count">Results measured.</param>
internal sealed record LatencyResult(double P50, double P99, long Count);

/// <summary>Feeds a contender a steady trickle through echo and reads its results.</summary>
internal static class Latency
{
    private const int PerSecond = 200;

    // Compilers are busy long after a start: of .NET in the contender, of Java in the broker. A fast trickle gives them their counts
    // sooner.
    private const int WarmUpPerSecond = 2_000;
    private const int WarmUp = 20 * WarmUpPerSecond;
    private const int Settling = 10 * PerSecond;

    public static async Task<LatencyResult> MeasureAsync(
        Contender contender, Scenario echo, string kafka, string input, string output, int seconds)
    {
        await new TestTopics(kafka).CreateAsync(Scenario.Partitions, input, output);
        await using var process = contender.Start(echo, kafka, input, output);
        using var stop = new CancellationTokenSource();
        var histogram = new LongHistogram(60_000_000, 3);
        var reading = Task.Factory.StartNew(() => Read(kafka, output, histogram, stop.Token), TaskCreationOptions.LongRunning);
        await Task.Factory.StartNew(() => Feed(kafka, input, seconds * PerSecond), TaskCreationOptions.LongRunning);
        await Task.Delay(1_000);
        await stop.CancelAsync();
        await reading;
        await process.TerminateAsync();
        if (histogram.TotalCount == 0) throw new InvalidOperationException($"no result came:\n{process.Output}");
        return new LatencyResult(
            histogram.GetValueAtPercentile(50) / 1_000.0, histogram.GetValueAtPercentile(99) / 1_000.0, histogram.TotalCount);
    }

    private static void Feed(string kafka, string topic, int measured)
    {
        using var producer = new ProducerBuilder<byte[]?, byte[]>(new ProducerConfig { BootstrapServers = kafka, LingerMs = 0 }).Build();
        Trickle(producer, topic, WarmUp, WarmUpPerSecond, isMeasured: false);
        Trickle(producer, topic, Settling, PerSecond, isMeasured: false);
        Trickle(producer, topic, measured, PerSecond, isMeasured: true);
        producer.Flush(TimeSpan.FromSeconds(10));
    }

    private static void Trickle(IProducer<byte[]?, byte[]> producer, string topic, int records, int perSecond, bool isMeasured)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < records; i++)
        {
            var due = start + (long)i * Stopwatch.Frequency / perSecond;
            while (Stopwatch.GetTimestamp() < due) Thread.Sleep(1);
            var value = new byte[100];
            BinaryPrimitives.WriteInt64LittleEndian(value, isMeasured ? Stopwatch.GetTimestamp() : 0);
            producer.Produce(new TopicPartition(topic, i % Scenario.Partitions), new Message<byte[]?, byte[]> { Value = value });
        }
    }

    private static void Read(string kafka, string topic, LongHistogram histogram, CancellationToken stop)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig { BootstrapServers = kafka, GroupId = $"read-{topic}" }).Build();
        consumer.Assign(Enumerable.Range(0, Scenario.Partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        while (!stop.IsCancellationRequested)
        {
            if (consumer.Consume(100) is not { } result) continue;
            // What warms up carries no time.
            var sent = BinaryPrimitives.ReadInt64LittleEndian(result.Message.Value);
            if (sent > 0) histogram.RecordValue(Math.Max(1, (long)Stopwatch.GetElapsedTime(sent).TotalMicroseconds));
        }
    }
}
