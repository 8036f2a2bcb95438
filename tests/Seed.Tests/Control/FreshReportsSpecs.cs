using ActorServe.Seed.Control;

namespace ActorServe.Seed.Tests.Control;

public sealed class FreshReportsSpecs
{
    [Fact]
    public void The_last_report_of_each_node_is_told_as_long_as_it_is_fresh()
    {
        var reports = new FreshReports<string>().See("b", "old", Some.Now)
            .See("b", "last", Some.Now).See("a", "other", Some.Now.AddSeconds(3));

        Assert.Equal(["other", "last"], reports.At(Some.Now.AddSeconds(4)));
        Assert.Equal(["other"], reports.At(Some.Now + FreshReports<string>.Lifetime));
    }

    [Fact]
    public void What_is_not_fresh_any_more_is_not_kept_either()
    {
        var reports = new FreshReports<string>().See("gone", "old", Some.Now).See("here", "new", Some.Now + FreshReports<string>.Lifetime);

        Assert.Equal(["new"], reports.At(Some.Now));
    }

    [Fact]
    public void A_node_that_is_gone_is_forgotten() =>
        Assert.Empty(new FreshReports<string>().See("a", "report", Some.Now).Forget("a").At(Some.Now));
}
