using ActorServe.Replica.Batching;
using ActorServe.Replica.Serving;
using ActorServe.Shared.Configuration;
using FsCheck.Xunit;

namespace ActorServe.Replica.Tests.Serving;

public sealed class RoomSizeSpecs
{
    private static readonly TimeSpan Now = TimeSpan.Zero;
    private static readonly DeploymentConfig Deployment = new() { Name = "d", MaxBatchSize = 32 };

    [Fact]
    public void A_full_batch_for_each_run_and_one_more_fit_at_first() => Assert.Equal(96, new RoomSize(Deployment, 2, 0, Now).Rows);

    [Fact]
    public void What_the_file_says_stays()
    {
        var size = new RoomSize(Deployment with { MaxOngoingRequests = 7 }, 2, 0, Now);

        Assert.False(size.Review(PaceOf(TimeSpan.FromMicroseconds(1)), Now));
        Assert.Equal(7, size.Rows);
    }

    [Fact]
    public void It_grows_to_20_ms_of_what_was_measured()
    {
        var size = new RoomSize(Deployment, 2, 0, Now);

        Assert.True(size.Review(PaceOf(TimeSpan.FromMicroseconds(50)), Now));

        Assert.Equal(800, size.Rows);
    }

    [Fact]
    public void It_changes_at_most_once_a_second_and_not_for_little()
    {
        var size = new RoomSize(Deployment, 2, 0, Now);
        size.Review(PaceOf(TimeSpan.FromMicroseconds(50)), Now);

        Assert.False(size.Review(PaceOf(TimeSpan.FromMicroseconds(10)), Now + TimeSpan.FromMilliseconds(999)));
        Assert.False(size.Review(PaceOf(TimeSpan.FromMicroseconds(45)), Now + TimeSpan.FromSeconds(1)));
        Assert.True(size.Review(PaceOf(TimeSpan.FromMicroseconds(10)), Now + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void It_shrinks_only_where_less_was_measured_for_five_seconds()
    {
        var size = new RoomSize(Deployment, 2, 0, Now);
        size.Review(PaceOf(TimeSpan.FromMicroseconds(10)), Now);
        var (fast, slow) = (PaceOf(TimeSpan.FromMicroseconds(10)), PaceOf(TimeSpan.FromMicroseconds(100)));

        Assert.False(size.Review(slow, Now + TimeSpan.FromSeconds(4)));
        Assert.False(size.Review(fast, Now + TimeSpan.FromSeconds(5)));
        Assert.False(size.Review(slow, Now + TimeSpan.FromSeconds(9)));
        Assert.True(size.Review(slow, Now + TimeSpan.FromSeconds(10)));
        Assert.Equal(400, size.Rows);
    }

    [Property]
    public bool It_is_between_what_the_runs_need_and_the_most(byte runs, byte batch, ushort[] micros)
    {
        var config = Deployment with { MaxBatchSize = batch % 64 + 1 };
        var least = (runs % 8 + 2) * config.MaxBatchSize;
        var size = new RoomSize(config, runs % 8 + 1, 0, Now);
        var pace = new RunPace();
        for (var i = 0; i < micros.Length; i++)
        {
            pace.Observe(1, TimeSpan.FromMicroseconds(micros[i]));
            size.Review(pace, Now + TimeSpan.FromSeconds(i));
            if (size.Rows < least || size.Rows > Math.Max(least, RoomSize.Most)) return false;
        }

        return true;
    }

    private static RunPace PaceOf(TimeSpan perRow)
    {
        var pace = new RunPace();
        pace.Observe(1, perRow);
        return pace;
    }
}
