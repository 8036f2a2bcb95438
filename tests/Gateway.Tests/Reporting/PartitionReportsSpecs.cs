using ActorServe.Gateway.Reporting;
using ActorServe.Gateway.Tests.Telemetry;
using ActorServe.Shared.Identity;
using FsCheck.Xunit;

namespace ActorServe.Gateway.Tests.Reporting;

public sealed class PartitionReportsSpecs
{
    [Fact]
    public void A_partition_is_told_with_what_is_committed_and_its_end()
    {
        var flow = new PartitionFlow(3, Lag: 5, InFlight: 2, IsPaused: true, HaltedReason: null) { Committed = 93, End = 100 };

        Assert.Equal([new(3, 93, 100, 2, true, null)], PartitionReports.Of(Samples.Pipeline(flow)));
    }

    [Fact]
    public void What_is_not_known_yet_is_not_zero() =>
        Assert.Equal([new(0, -1, -1, 0, false, null)], PartitionReports.Of(Samples.Pipeline(new PartitionFlow(0, null, 0, false, null))));

    [Fact]
    public void Where_no_broker_answers_neither_ends_nor_lag_are_known()
    {
        var flow = new PartitionFlow(3, Lag: 0, InFlight: 2, IsPaused: false, HaltedReason: null) { Committed = 93, End = 93 };
        var pipeline = Samples.Pipeline(flow) with { Reading = new ReadingStatus.BrokerAway("no broker answers") };

        Assert.Equal([new(3, 93, -1, 2, false, null)], PartitionReports.Of(pipeline));
        var report = ApplicationReports.Of(new NodeId("here", 1), Samples.Status(pipeline), Samples.Routers);
        Assert.Equal(-1, Assert.Single(report.Applications).Lag);
    }

    [Property]
    public void Of_too_many_those_that_are_halted_and_those_furthest_behind_are_told(ushort[] lags, byte halted)
    {
        PartitionFlow[] partitions = [.. Enumerable.Range(0, PartitionReports.Most + lags.Length)
            .Select(n => new PartitionFlow(n, n < lags.Length ? lags[n] : 1, 0, false, n == halted ? "no" : null))];
        var pipeline = Samples.Pipeline(partitions);

        var told = PartitionReports.Of(pipeline);

        Assert.Equal(PartitionReports.Most, told.Length);
        Assert.Contains(told, p => p.HaltedReason is not null);
        Assert.Equal(told.Select(p => p.Partition).Order(), told.Select(p => p.Partition));
        var left = partitions.ExceptBy(told.Select(p => p.Partition), p => p.Partition).Select(p => p.Lag).DefaultIfEmpty(0).Max();
        Assert.All(told.Where(p => p.HaltedReason is null), p => Assert.True(partitions[p.Partition].Lag >= left));
    }

    [Property]
    public void All_applications_of_a_report_share_its_room_and_those_with_few_partitions_are_told_whole(ushort[] wanted)
    {
        var shares = PartitionReports.Share([.. wanted.Select(each => (int)each)]);

        Assert.Equal(Math.Min(PartitionReports.Most, wanted.Sum(each => each)), shares.Sum());
        var cut = wanted.Zip(shares).Where(each => each.Second < each.First).Select(each => each.Second).ToList();
        var fair = wanted.Length == 0 ? 0 : PartitionReports.Most / wanted.Length;
        Assert.All(wanted.Zip(shares), each => Assert.True(each.Second == each.First || each.Second >= fair));
        if (cut.Count > 0) Assert.InRange(cut.Max() - cut.Min(), 0, 1);
    }

    [Fact]
    public void A_long_reason_is_cut()
    {
        var halted = new PartitionFlow(0, 0, 0, true, new string('x', 5_000));

        Assert.Equal(PipelineStatus.LongestReason + 1, Assert.Single(PartitionReports.Of(Samples.Pipeline(halted))).HaltedReason!.Length);
    }

    [Fact]
    public void Totals_are_those_of_the_pipeline() =>
        Assert.Equal(new(9, 5, 2, 1, 7), PartitionReports.TotalsOf(Samples.Pipeline().Totals));
}
