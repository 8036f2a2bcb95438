using ActorServe.Routing.Waiting;
using ActorServe.Shared.Protocol;
using FsCheck.Xunit;

namespace ActorServe.Routing.Tests.Waiting;

public sealed class LanesSpecs
{
    private static readonly RouterOptions Defaults = new();

    [Fact]
    public void Rows_beyond_a_lanes_bound_are_refused()
    {
        var lanes = new Lanes(new RouterOptions { Http = new() { MaxQueuedRows = 2 } });

        var added = Enumerable.Range(0, 3).Select(n => lanes.TryAdd(Some.Waiting(Some.Request(n), Lane.Http))).ToList();

        Assert.Equal([true, true, false], added);
        Assert.True(lanes.TryAdd(Some.Waiting(Some.Request(3), Lane.Handle)), "another lane has its own bound");
    }

    [Fact]
    public void A_bound_that_comes_with_a_row_counts_instead_of_the_lanes_own()
    {
        var lanes = new Lanes(new RouterOptions { Http = new() { MaxQueuedRows = 2 } });

        Assert.True(lanes.TryAdd(Some.Waiting(Some.Request(0), Lane.Http), maxQueued: 1));
        Assert.False(lanes.TryAdd(Some.Waiting(Some.Request(1), Lane.Http), maxQueued: 1));
        Assert.True(lanes.TryAdd(Some.Waiting(Some.Request(2), Lane.Http)));
        Assert.True(lanes.TryAdd(Some.Waiting(Some.Request(3), Lane.Http), maxQueued: 3), "it may be above the lane's own");
    }

    [Fact]
    public void Bytes_beyond_a_lanes_bound_are_refused_but_a_single_larger_row_is_not()
    {
        var lanes = new Lanes(new RouterOptions { Kafka = new() { MaxQueuedBytes = 1_000 } });

        Assert.True(lanes.TryAdd(Some.Waiting(Some.Record(0, bytes: 5_000))));
        Assert.False(lanes.TryAdd(Some.Waiting(Some.Record(1, bytes: 1))));
    }

    [Fact]
    public void Rows_that_came_back_go_ahead_of_new_ones_in_their_order()
    {
        var lanes = new Lanes(Defaults);
        Add(lanes, Lane.Kafka, 10, 11);

        lanes.Return([Some.Waiting(Some.Record(1)), Some.Waiting(Some.Record(2))]);

        Assert.Equal([1, 2, 10, 11], Take(lanes, 10).Select(Number));
    }

    [Fact]
    public void Rows_that_came_back_are_never_refused()
    {
        var lanes = new Lanes(new RouterOptions { Http = new() { MaxQueuedRows = 1 } });
        Add(lanes, Lane.Http, 1);

        lanes.Return([Some.Waiting(Some.Request(0), Lane.Http)]);

        Assert.Equal(2, lanes.Rows);
    }

    [Fact]
    public void A_batch_is_cut_near_its_limit_in_bytes()
    {
        var lanes = new Lanes(Defaults);
        for (var n = 0; n < 10; n++) lanes.TryAdd(Some.Waiting(Some.Record(n, bytes: 936)));

        Assert.Equal(3, Take(lanes, 10, bytes: 3_500).Count);
    }

    [Fact]
    public void A_row_larger_than_a_batch_goes_alone()
    {
        var lanes = new Lanes(Defaults);
        lanes.TryAdd(Some.Waiting(Some.Record(0, bytes: 10_000)));
        Add(lanes, Lane.Kafka, 1);
        Add(lanes, Lane.Http, 2);

        Assert.Equal(0, Number(Assert.Single(Take(lanes, 10, bytes: 1_000))));
        Assert.Equal(2, lanes.Rows);
    }

    [Fact]
    public void Only_requests_are_taken_where_only_they_may()
    {
        var lanes = new Lanes(Defaults);
        Add(lanes, Lane.Kafka, 1, 2, 3);
        Add(lanes, Lane.Http, 4);
        var taken = new List<WaitingRow>();

        lanes.Take(10, 1_000_000, requestsOnly: true, taken);

        Assert.Equal(4, Number(Assert.Single(taken)));
    }

    [Fact]
    public void Expired_rows_leave_and_the_others_keep_their_order()
    {
        var lanes = new Lanes(Defaults);
        foreach (var n in new[] { 5, 1, 7, 2, 9 }) lanes.TryAdd(Some.Waiting(Some.Request(n, TimeSpan.FromSeconds(n)), Lane.Http));
        var expired = new List<WaitingRow>();

        lanes.Expire(TimeSpan.FromSeconds(2), expired);

        Assert.Equal([1, 2], expired.Select(Number));
        Assert.Equal([5, 7, 9], Take(lanes, 10).Select(Number));
    }

    [Fact]
    public void A_withdrawal_takes_only_its_sinks_rows_of_its_assignments()
    {
        var (lanes, mine, other) = (new Lanes(Defaults), new RecordingSink(), new RecordingSink());
        lanes.TryAdd(Some.Waiting(Some.Record(1, partition: 0, epoch: 1), sink: mine));
        lanes.TryAdd(Some.Waiting(Some.Record(2, partition: 0, epoch: 2), sink: mine));
        lanes.TryAdd(Some.Waiting(Some.Record(3, partition: 0, epoch: 1), sink: other));
        var withdrawn = new List<WaitingRow>();

        lanes.Withdraw(new RouterProtocol.Withdraw(mine, [new PartitionEpoch(0, 1)]).Covers, requestsOnly: false, withdrawn);

        Assert.Equal(1, Number(Assert.Single(withdrawn)));
        Assert.Equal([2, 3], Take(lanes, 10).Select(Number));
    }

    [Property]
    public void While_all_lanes_wait_each_gets_its_share_whatever_is_taken_at_once(byte kafka, byte http, byte handle, byte[] takes)
    {
        int[] weights = [1 + (kafka % 8), 1 + (http % 8), 1 + (handle % 8)];
        var lanes = new Lanes(WithWeights(weights));
        foreach (var lane in Enum.GetValues<Lane>()) Add(lanes, lane, [.. Enumerable.Range(0, 400)]);
        var served = new int[3];

        foreach (var rows in takes.Take(25))
        {
            foreach (var row in Take(lanes, 1 + (rows % 16))) served[(int)row.Lane]++;
            var turns = served.Select((count, lane) => (double)count / weights[lane]).ToList();
            Assert.True(turns.Max() - turns.Min() <= 1, $"turns {string.Join(' ', turns)}");
        }
    }

    [Property]
    public void Rows_of_a_lane_leave_in_the_order_in_which_they_came(int[] lanesOfRows, byte[] takes)
    {
        var lanes = new Lanes(Defaults);
        for (var n = 0; n < lanesOfRows.Length; n++) Add(lanes, (Lane)((lanesOfRows[n] & 0xff) % 3), n);

        var taken = takes.Where(_ => lanes.Rows > 0).SelectMany(rows => Take(lanes, 1 + rows, bytes: 500)).ToList();
        while (lanes.Rows > 0) taken.AddRange(Take(lanes, 7));

        Assert.Equal(lanesOfRows.Length, taken.Count);
        Assert.All(taken.GroupBy(row => row.Lane), lane => Assert.Equal(lane.Select(Number).Order(), lane.Select(Number)));
    }

    private static RouterOptions WithWeights(int[] weights)
    {
        LaneOptions Lane(int weight) => new() { Weight = weight, MaxQueuedRows = int.MaxValue };
        return new() { Kafka = Lane(weights[0]), Http = Lane(weights[1]), Handle = Lane(weights[2]) };
    }

    private static void Add(Lanes lanes, Lane lane, params int[] numbers)
    {
        foreach (var n in numbers) Assert.True(lanes.TryAdd(Some.Waiting(Some.Record(n), lane)));
    }

    private static List<WaitingRow> Take(Lanes lanes, int rows, long bytes = 1 << 20)
    {
        var taken = new List<WaitingRow>();
        lanes.Take(rows, bytes, requestsOnly: false, taken);
        return taken;
    }

    private static int Number(WaitingRow row) => (int)row.Row.Source.Sequence;
}
