using ActorServe.TestSupport.Kafka;
using Confluent.Kafka;

namespace ActorServe.TestSupport.Serving;

/// <summary>Records 0, 1, … on their way into a topic at a steady rate, from a thread of their own, until they are told to end.</summary>
public sealed class Feed
{
    private readonly Task<int> _feeding;
    private int _end = int.MaxValue;

    /// <summary>Begins at once.</summary>
    /// <param name="topics">Where the topic is.</param>
    /// <param name="topic">Record n goes to its partition n modulo <see cref="ServedApplication.Partitions"/>.</param>
    /// <param name="perSecond">How many a second.</param>
    /// <param name="from">The first number.</param>
    public Feed(TestTopics topics, string topic, int perSecond, int from = 0) =>
        _feeding = Task.Run(() => RunAsync(topics, topic, perSecond, from));

    /// <summary>Ends as soon as there are so many, which may be now.</summary>
    /// <returns>How many there are; all of them are in the topic.</returns>
    public Task<int> EndAsync(int atLeast)
    {
        Volatile.Write(ref _end, atLeast);
        return _feeding;
    }

    private async Task<int> RunAsync(TestTopics topics, string topic, int perSecond, int from)
    {
        var began = TimeProvider.System.GetTimestamp();
        using var producer = topics.Producer();
        var count = 0;
        for (; count < Volatile.Read(ref _end); count++)
        {
            var to = new TopicPartition(topic, (from + count) % ServedApplication.Partitions);
            TestTopics.ProduceWaiting(producer, to, new Message<byte[]?, byte[]> { Value = TestTopics.Number(from + count) });
            var ahead = TimeSpan.FromSeconds((double)count / perSecond) - TimeProvider.System.GetElapsedTime(began);
            if (ahead > TimeSpan.FromMilliseconds(20)) await Task.Delay(ahead).ConfigureAwait(false);
        }

        producer.Flush(TimeSpan.FromMinutes(2));
        return count;
    }
}
