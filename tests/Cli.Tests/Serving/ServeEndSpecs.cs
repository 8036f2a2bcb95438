using ActorServe.Cli.Serving;
using ActorServe.Gateway;

namespace ActorServe.Cli.Tests.Serving;

public sealed class ServeEndSpecs
{
    [Fact]
    public void All_done_is_0()
    {
        var end = ServeEnd.Of(new GatewayStatus([Pipeline(PipelineState.Stopped)]));

        Assert.Equal(ExitCodes.Ok, end.ExitCode);
        Assert.Equal(["stopped"], end.Lines);
    }

    [Fact]
    public void A_drain_that_was_given_up_is_3_and_says_what_is_left()
    {
        var end = ServeEnd.Of(
            new GatewayStatus([Pipeline(PipelineState.Stopped), Pipeline(PipelineState.GivenUp) with { Message = "12 left" }]));

        Assert.Equal(ExitCodes.NotDrained, end.ExitCode);
        Assert.Equal(["a: 12 left", "stopped, and not everything was done"], end.Lines);
    }

    [Fact]
    public void A_drain_that_said_nothing_is_3() => Assert.Equal(ExitCodes.NotDrained, ServeEnd.Of(null).ExitCode);

    [Fact]
    public void A_partition_that_stood_still_is_4_and_says_why()
    {
        var halted = Pipeline(PipelineState.Stopped) with { Partitions = [new PartitionFlow(3, 0, 0, IsPaused: true, "bad record")] };

        var end = ServeEnd.Of(new GatewayStatus([halted]));

        Assert.Equal(ExitCodes.Halted, end.ExitCode);
        Assert.Equal("a: partition 3 stood still: bad record", end.Lines[0]);
    }

    private static PipelineStatus Pipeline(PipelineState state) => new() { Application = "a", State = state };
}
