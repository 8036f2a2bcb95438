using ActorServe.Gateway.Produce;
using ActorServe.Shared.Protocol;
using Confluent.Kafka;
using FsCheck.Xunit;
using static ActorServe.Gateway.Tests.Produce.Outcomes;

namespace ActorServe.Gateway.Tests.Produce;

public sealed class OutstandingOutputsSpecs
{
    private readonly OutstandingOutputs _outstanding = new();

    [Fact]
    public void A_row_is_finished_by_its_last_output()
    {
        var ids = Add(1, outputs: 2);

        Assert.False(_outstanding.Settle(ids[1], out _));
        Assert.True(_outstanding.Settle(ids[0], out var source));
        Assert.Equal(Row(1).Source, source);
    }

    [Fact]
    public void A_halted_row_is_never_finished()
    {
        var ids = Add(1, outputs: 2);
        Assert.True(_outstanding.Halt(_outstanding[ids[0]].Row));
        Assert.False(_outstanding.Halt(_outstanding[ids[0]].Row));

        Assert.False(_outstanding.Settle(ids[0], out _));
        Assert.False(_outstanding.Settle(ids[1], out _));
        Assert.Equal(0, _outstanding.Rows);
    }

    [Fact]
    public void A_row_has_one_dead_letter_however_many_results_are_refused()
    {
        var row = _outstanding[Add(1, outputs: 2)[0]].Row;

        Assert.True(_outstanding.Refuse(row, ErrorCode.InvalidRecord));
        Assert.False(_outstanding.Refuse(row, ErrorCode.InvalidRecord));
    }

    [Fact]
    public void Settling_twice_is_a_bug()
    {
        var id = Add(1, outputs: 1)[0];
        _outstanding.Settle(id, out _);

        Assert.Throws<InvalidOperationException>(() => _outstanding.Settle(id, out _));
    }

    [Property]
    public void Each_row_is_finished_once_whatever_the_order_and_nothing_is_left(byte[] outputs, int seed)
    {
        var ids = outputs.SelectMany((count, n) => Add(n, 1 + (count % 4))).ToArray();
        new Random(seed).Shuffle(ids);

        var finished = ids.Where(id => _outstanding.Settle(id, out _)).Count();

        Assert.Equal(outputs.Length, finished);
        Assert.Equal((0, 0, 0L), (_outstanding.Count, _outstanding.Rows, _outstanding.Bytes));
    }

    [Property]
    public void What_was_sent_and_not_settled_comes_back_in_the_order_of_sending(byte[] rows, int seed)
    {
        var random = new Random(seed);
        var ids = rows.Select((_, n) => Add(n, outputs: 1)[0]).ToArray();
        random.Shuffle(ids);
        foreach (var id in ids) _outstanding.Sent(id);
        var settled = ids.Where(_ => random.Next(2) == 0).ToHashSet();
        foreach (var id in settled) _outstanding.Settle(id, out _);

        Assert.Equal(ids.Where(id => !settled.Contains(id)), _outstanding.TakeSent(_ => true));
        Assert.Empty(_outstanding.TakeSent(_ => true));
    }

    [Property]
    public void Ids_are_unique_among_the_outstanding(bool[] adds, int seed)
    {
        var random = new Random(seed);
        var outstanding = new List<(int Id, RowSource Source)>();
        var n = 0;
        foreach (var add in adds)
        {
            if (add || outstanding.Count == 0)
            {
                outstanding.Add((Add(n, outputs: 1)[0], Row(n++).Source));
                continue;
            }

            var index = random.Next(outstanding.Count);
            Assert.True(_outstanding.Settle(outstanding[index].Id, out var source));
            Assert.Equal(outstanding[index].Source, source);
            outstanding.RemoveAt(index);
        }

        Assert.Equal(outstanding.Count, outstanding.Select(each => each.Id).Distinct().Count());
        foreach (var (id, _) in outstanding) _outstanding.Settle(id, out _);
    }

    private int[] Add(int n, int outputs)
    {
        var row = _outstanding.Begin(Completed(n, [.. Enumerable.Repeat("x", outputs)]), outputs);
        return [.. Enumerable.Range(0, outputs).Select(part => _outstanding.Add(row, part, Sending.Result, 10))];
    }
}
