using ActorServe.Cli.Demo;
using ActorServe.Cli.Serving;
using ActorServe.Gateway;
using ActorServe.Shared.Protocol;

namespace ActorServe.Cli.Tests.Demo;

public sealed class DemoViewSpecs
{
    private static readonly DemoNumbers Numbers = new(
        Missing: 2, DeadLetters: 0, Twice: 0, Unexpected: 0,
        Answers: new AnswerNumbers(100, 0.98, 5, 6, 7), Recent: new AnswerNumbers(10, 0.9, 500, 600, 700));

    [Fact]
    public void Where_the_machine_is_too_busy_to_say_nothing_is_claimed_of_it()
    {
        Assert.Contains("; rate, records in flight and lag unknown; ", DemoView.Line(Numbers, []), StringComparison.Ordinal);
        Assert.Equal(5, Drawn([]).Split("unknown").Length - 1);
    }

    [Fact]
    public void A_lag_that_is_not_known_is_not_zero()
    {
        Assert.Contains("lag unknown", DemoView.Line(Numbers, [Reading(lag: null)]), StringComparison.Ordinal);
        Assert.Contains("unknown", Drawn([Reading(lag: null)]), StringComparison.Ordinal);
        Assert.Contains("lag 0;", DemoView.Line(Numbers, [Reading(lag: 0)]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_view_is_of_the_last_seconds_and_the_summary_of_the_whole_run()
    {
        Assert.Contains("p50 500.0 ms, p95 600.0 ms, p99 700.0 ms", DemoView.Line(Numbers, []), StringComparison.Ordinal);
        Assert.Contains("700.0 ms", Drawn([]), StringComparison.Ordinal);
        Assert.Contains("latency       p50 5.0 ms, p95 6.0 ms, p99 7.0 ms", DemoView.Summary(Numbers, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Answers_that_stopped_coming_are_told_as_that()
    {
        var stalled = Numbers with { Recent = AnswerNumbers.None };

        Assert.EndsWith("; no answers in the last 10 s", DemoView.Line(stalled, []), StringComparison.Ordinal);
        Assert.DoesNotContain(" ms", Drawn([], stalled), StringComparison.Ordinal);
    }

    private static FlowReading Reading(long? lag) =>
        new("digits", ApplicationStatus.Running, Replicas: 1, new PipelineTotals(), Rate: 0, InFlight: 0, lag, Trouble: null);

    private static string Drawn(IReadOnlyList<FlowReading> readings, DemoNumbers? numbers = null) =>
        Drawing.Of(DemoView.Table(numbers ?? Numbers, readings));
}
