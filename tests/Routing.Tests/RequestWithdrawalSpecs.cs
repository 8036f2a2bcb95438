using ActorServe.Routing.Picking;
using ActorServe.Routing.Waiting;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Routing.Tests;

/// <summary>What it costs a router that the client of a request goes away.</summary>
public sealed class RequestWithdrawalSpecs
{
    private readonly RecordingSink _sink = new();
    private readonly CountingLanes _lanes;
    private readonly RouterState _router;

    public RequestWithdrawalSpecs()
    {
        var options = new RouterOptions();
        _lanes = new CountingLanes(new Lanes(options));
        _router = new RouterState(
            new RouterSetup(Some.Deployment, options, new PowerOfTwoChoices(new Random(1)), new FakeTimeProvider()), _lanes);
    }

    [Fact]
    public void A_request_that_goes_away_is_looked_for_among_requests_alone()
    {
        _router.Submit(new RouterProtocol.Submit(Lane.Kafka, Some.Records(50), _sink));
        _router.Submit(new RouterProtocol.Submit(Lane.Http, Some.Requests(2), _sink));
        _router.Submit(new RouterProtocol.Submit(Lane.Handle, Some.Requests(1, from: 2), _sink));

        var output = _router.Withdraw(new RouterProtocol.WithdrawRow(_sink, Some.Request(1).Source));

        Assert.Equal(1, Assert.Single(output.Withdrawn).Rows[0].Source.Sequence);
        Assert.Equal([Lane.Http, Lane.Http, Lane.Handle], _lanes.LookedAt);
    }

    [Fact]
    public void Records_of_a_partition_that_goes_are_found_as_before()
    {
        _router.Submit(new RouterProtocol.Submit(Lane.Kafka, Some.Records(3), _sink));

        var output = _router.Withdraw(new RouterProtocol.Withdraw(_sink, [new PartitionEpoch(0, 1)]));

        Assert.Equal(3, Assert.Single(output.Withdrawn).Rows.Length);
    }

    /// <summary>Keeps the lane of each row that a withdrawal looks at.</summary>
    private sealed class CountingLanes(Lanes lanes) : IWaitingRows
    {
        public List<Lane> LookedAt { get; } = [];

        public int Rows => lanes.Rows;

        public int RequestRows => lanes.RequestRows;

        public int RowsOf(Lane lane) => lanes.RowsOf(lane);

        public bool TryAdd(in WaitingRow row, int? maxQueued = null) => lanes.TryAdd(row, maxQueued);

        public void Return(ReadOnlySpan<WaitingRow> rows) => lanes.Return(rows);

        public void Take(int maxRows, long maxBytes, bool requestsOnly, List<WaitingRow> taken) =>
            lanes.Take(maxRows, maxBytes, requestsOnly, taken);

        public void Expire(TimeSpan now, List<WaitingRow> expired) => lanes.Expire(now, expired);

        public void Withdraw(Func<WaitingRow, bool> covers, bool requestsOnly, List<WaitingRow> withdrawn) => lanes.Withdraw(
            row =>
            {
                LookedAt.Add(row.Lane);
                return covers(row);
            },
            requestsOnly, withdrawn);

        public void Clear(List<WaitingRow> rows) => lanes.Clear(rows);
    }
}
