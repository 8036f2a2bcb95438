using ActorServe.AkkaStreamsKafka;
using ActorServe.Gateway.Ingest.Ledger;
using ActorServe.Routing;
using FsCheck.Xunit;

namespace ActorServe.Extensions.Tests.AkkaStreamsKafka;

/// <summary>
/// Rows of two partitions that are read and finished at random, with gaps between their offsets; what commits a row is the offset after it.
/// </summary>
public sealed class PendingCommitsProperties
{
    [Property(MaxTest = 300)]
    public void Nothing_is_committed_past_an_unfinished_row_and_in_the_end_everything_is(int seed)
    {
        var random = new Random(seed);
        PartitionEpoch[] ids = [new(0, 1), new(1, 2)];
        var ledgers = ids.ToDictionary(id => id, _ => new PartitionLedger(new LedgerWindow(1_000, 1 << 20)));
        var open = ids.ToDictionary(id => id, _ => new SortedDictionary<long, long>());
        var last = ids.ToDictionary(id => id, _ => 0L);
        var committed = ids.ToDictionary(id => id, _ => 0L);
        var pending = new PendingCommits<(PartitionEpoch Id, long Next)>();

        for (var step = 0; step < 400; step++)
        {
            var id = ids[random.Next(2)];
            if (random.Next(2) == 0 && step < 200) Read(id);
            else if (open[id].Count > 0) Finish(id, open[id].ElementAt(random.Next(open[id].Count)).Key);
            if (random.Next(3) == 0) Commit();
        }

        foreach (var id in ids)
        {
            while (open[id].Count > 0) Finish(id, open[id].First().Key);
        }

        Commit();
        Assert.Equal(last, committed);

        void Read(PartitionEpoch id)
        {
            var next = last[id] += random.Next(1, 4);
            open[id].Add(ledgers[id].Track(next - 1, 1, cameAt: 0), next);
            pending.Track(id, next, (id, next));
        }

        void Finish(PartitionEpoch id, long sequence)
        {
            open[id].Remove(sequence);
            ledgers[id].Finish(sequence);
            if (ledgers[id].Watermark is { } watermark) pending.Advance(id, watermark);
        }

        void Commit()
        {
            while (pending.HasReady)
            {
                var (id, next) = pending.Take();
                Assert.True(next > committed[id], $"{id} goes back from {committed[id]} to {next}");
                Assert.True(open[id].Values.All(unfinished => unfinished > next), $"{id} is committed to {next}, past an unfinished row");
                committed[id] = next;
            }
        }
    }

    [Fact]
    public void What_is_gone_is_committed_no_more()
    {
        var pending = new PendingCommits<long>();
        var id = new PartitionEpoch(0, 1);
        pending.Track(id, 1, 1);
        pending.Advance(id, 1);

        pending.Forget(id);
        pending.Advance(id, 1);

        Assert.False(pending.HasReady);
    }
}
