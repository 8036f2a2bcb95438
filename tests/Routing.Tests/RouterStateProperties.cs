using ActorServe.Routing.Tests.Lossy;
using FsCheck.Xunit;

namespace ActorServe.Routing.Tests;

public sealed class RouterStateProperties
{
    [Property(MaxTest = 500, EndSize = 200)]
    public void Each_row_has_one_outcome_or_comes_back_whatever_is_lost_late_doubled_or_dead((byte Event, byte Choice)[] events)
    {
        var cluster = new LossyCluster();

        foreach (var (it, choice) in events)
        {
            cluster.Happen(it, choice);
            cluster.CheckBudgets(most: LossyCluster.BudgetBytes);
            Assert.Equal(cluster.Status.QueuedRows, cluster.Status.Lanes.Sum(lane => lane.QueuedRows));
            Assert.Equal(cluster.Status.OngoingRows, cluster.Status.Lanes.Sum(lane => lane.OngoingRows));
        }

        cluster.SettleDown();

        Assert.Equal(cluster.SubmittedRows, cluster.EndedRows.Count);
        Assert.Equal(cluster.SubmittedRows, cluster.EndedRows.Distinct().Count());
        Assert.Equal((0, 0), (cluster.Status.QueuedRows, cluster.Status.OngoingRows));
        cluster.CheckBudgets(most: 0);
    }
}
