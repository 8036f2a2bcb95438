using ActorServe.Cli.Inspecting;

namespace ActorServe.Cli.Tests.Inspecting;

public sealed class LagCommandSpecs
{
    private readonly TestTerminal _terminal = new();

    [Fact]
    public void Each_partition_is_told_by_number_with_the_gateway_that_has_it()
    {
        LagCommand.Show(ServingAnswer.Read().Applications, _terminal.Terminal);

        var lines = _terminal.Output.Split('\n');
        Assert.Matches(@"^digits +0 +0 +0 +0 +2 +10\.0\.0\.3:4053 +reading$", lines[1]);
        Assert.Matches(@"^digits +1 +90 +100 +10 +0 +10\.0\.0\.3:4053 +full$", lines[2]);
    }

    [Fact]
    public void A_halted_partition_stands_out_and_says_why()
    {
        LagCommand.Show(ServingAnswer.Read(halted: "bad input at offset 90").Applications, _terminal.Terminal);

        Assert.Contains("HALTED: bad input at offset 90", _terminal.Output, StringComparison.Ordinal);
        Assert.EndsWith(
            "1 partition halted: nothing more is read there before somebody helps\n", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Partitions_that_a_gateway_does_not_tell_are_counted()
    {
        LagCommand.Show(ServingAnswer.Read(leftOut: 12).Applications, _terminal.Terminal);

        Assert.Contains("digits: 12 partitions more", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broker_knows_ends_and_commits_better_and_partitions_that_no_gateway_tells_of()
    {
        var view = BrokerView.Of(ServingAnswer.Read(halted: "bad input").Applications[0], [new(1, 90, 250), new(2, null, 7)]);

        LagCommand.Show([view], _terminal.Terminal);

        var lines = _terminal.Output.Split('\n');
        Assert.Matches(@"^digits +0 +0 +0 +0 +2 +10\.0\.0\.3:4053 +reading$", lines[1]);
        Assert.Matches(@"^digits +1 +90 +250 +160 +0 +10\.0\.0\.3:4053 +HALTED: bad input$", lines[2]);
        Assert.Matches(@"^digits +2 +unknown +7 +unknown +0 +none tells$", lines[3]);
    }

    [Fact]
    public void An_application_that_no_gateway_reads_for_is_not_one_without_lag()
    {
        var application = ServingAnswer.Read().Applications[0] with { Gateways = [] };

        LagCommand.Show([application], _terminal.Terminal);

        Assert.Equal("digits: no gateway has partitions of digits.requests\n", _terminal.Output);
    }
}
