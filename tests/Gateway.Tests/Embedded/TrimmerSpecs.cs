using ActorServe.Gateway.Embedded;
using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Gateway.Tests.Embedded;

public sealed class TrimmerSpecs
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_bug_is_told_and_trimming_goes_on()
    {
        var time = new FakeTimeProvider();
        var told = new TaskCompletionSource<Exception>();
        var trimmed = new TaskCompletionSource<long>();
        void Delete(TopicPartitionOffset before)
        {
            if (before.Offset == 1) throw new InvalidOperationException("a bug");
            trimmed.TrySetResult(before.Offset.Value);
        }

        await using var trimmer = new Trimmer("nowhere:1", Delete, Interval, time, told.SetResult);
        trimmer.Consumed("reader", new TopicPartition("t", 0), 1);
        time.Advance(Interval);
        Assert.Equal("a bug", (await told.Task.WaitAsync(Patience, TestContext.Current.CancellationToken)).Message);
        trimmer.Consumed("reader", new TopicPartition("t", 0), 2);
        time.Advance(Interval);

        Assert.Equal(2, await trimmed.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }
}
