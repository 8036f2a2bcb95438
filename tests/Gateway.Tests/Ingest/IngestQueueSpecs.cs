using ActorServe.Gateway.Ingest;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Tests.Ingest;

public sealed class IngestQueueSpecs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void What_is_said_is_heard_in_order()
    {
        var queue = new IngestQueue();

        queue.Add(new Inbound.Finished([new RowSource(1, 2, 3)], At: 0));
        queue.Add(new Inbound.Stop());

        Assert.True(queue.TryTake(out var first));
        Assert.True(queue.TryTake(out var second));
        Assert.False(queue.TryTake(out _));
        Assert.IsType<Inbound.Finished>(first);
        Assert.IsType<Inbound.Stop>(second);
    }

    [Fact]
    public void A_wait_ends_at_once_where_something_was_said_before()
    {
        var queue = new IngestQueue();
        queue.Add(new Inbound.Stop());

        queue.Wait(Timeout.InfiniteTimeSpan, forDemand: false);

        Assert.True(queue.TryTake(out _));
    }

    [Fact]
    public async Task Nothing_that_is_said_while_someone_waits_is_missed()
    {
        var queue = new IngestQueue();
        var heard = 0;
        var reader = Task.Factory.StartNew(
            () =>
            {
                while (heard < 20_000)
                {
                    queue.Wait(Timeout.InfiniteTimeSpan, forDemand: false);
                    while (queue.TryTake(out _)) heard++;
                }
            },
            TaskCreationOptions.LongRunning);

        await Task.Run(() =>
        {
            for (var entry = 0; entry < 20_000; entry++) queue.Add(new Inbound.Finished([], At: 0));
        });

        await reader.WaitAsync(Patience);
        Assert.Equal(20_000, heard);
    }

    [Fact]
    public void A_demand_ends_a_wait_for_it()
    {
        var queue = new IngestQueue();

        queue.Ask();
        queue.Wait(Timeout.InfiniteTimeSpan, forDemand: true);
        queue.Answer();

        Assert.False(queue.HasDemand);
    }
}
