using ActorServe.Seed.Targets;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Seed.Tests.Targets;

public sealed class DiskLagSpecs
{
    private readonly FakeTimeProvider _time = new(Some.Now);

    [Fact]
    public void A_write_is_no_trouble_until_it_takes_long()
    {
        var lag = new DiskLag(_time);

        lag.Wants(7);
        Assert.Null(lag.Trouble);
        _time.Advance(DiskLag.Patience);

        Assert.Contains("targets 7 are not kept yet", lag.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void Why_a_write_failed_is_told_until_one_succeeds()
    {
        var lag = new DiskLag(_time);

        lag.Failed(7, "no space");
        lag.Wants(8);
        Assert.Equal("targets 8 are not kept yet, and are tried again: no space", lag.Trouble);

        lag.HasAll();
        Assert.Null(lag.Trouble);
    }

    [Fact]
    public async Task A_seed_whose_disk_is_behind_is_ready_in_part()
    {
        var lag = new DiskLag(_time);
        var readiness = new TargetsReadiness(lag);

        Assert.Equal(
            HealthStatus.Healthy,
            (await readiness.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken)).Status);
        lag.Failed(7, "no space");

        var result = await readiness.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Contains("no space", result.Description, StringComparison.Ordinal);
    }
}
