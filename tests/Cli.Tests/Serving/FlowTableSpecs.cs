using ActorServe.Cli.Serving;
using ActorServe.Gateway;
using ActorServe.Shared.Protocol;

namespace ActorServe.Cli.Tests.Serving;

public sealed class FlowTableSpecs
{
    [Fact]
    public void What_was_skipped_and_failed_has_a_column_where_there_is_some()
    {
        var drawn = Drawing.Of(
            FlowTable.Of([Reading(new PipelineTotals()), Reading(new PipelineTotals(Skipped: 1234, FailedAttempts: 5678))]));

        Assert.Contains("skipped", drawn, StringComparison.Ordinal);
        Assert.Contains("1,234", drawn, StringComparison.Ordinal);
        Assert.Contains("failed runs", drawn, StringComparison.Ordinal);
        Assert.Contains("5,678", drawn, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_there_is_no_such_column()
    {
        var drawn = Drawing.Of(FlowTable.Of([Reading(new PipelineTotals())]));

        Assert.DoesNotContain("skipped", drawn, StringComparison.Ordinal);
        Assert.DoesNotContain("failed runs", drawn, StringComparison.Ordinal);
        Assert.Contains("unknown", drawn, StringComparison.Ordinal);
    }

    private static FlowReading Reading(PipelineTotals totals) =>
        new("a", ApplicationStatus.Running, Replicas: 1, totals, Rate: 0, InFlight: 0, Lag: null, Trouble: null);
}
