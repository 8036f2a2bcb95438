using System.Collections.Immutable;
using ActorServe.Cli.DeadLetters;
using ActorServe.Cli.Inspecting;
using ActorServe.Gateway;

namespace ActorServe.Cli.Tests.DeadLetters;

public sealed class ReplayReportSpecs
{
    private readonly TestTerminal _terminal = new();
    private readonly ReplayPlan _plan = new();

    [Fact]
    public void Who_else_reads_the_input_topic_is_told_with_the_plan()
    {
        _plan.Add(Letters.Of(0, 1, "in/0/1"));

        Report("second").Tell(_plan);

        Assert.Equal("dlq: 1 to in; second reads in, too, and answers what goes back a second time\n", _terminal.Output);
    }

    [Fact]
    public void Where_nothing_goes_back_nobody_else_is_told_of()
    {
        Report("second").Tell(_plan);

        Assert.Equal("dlq: nothing to replay\n", _terminal.Output);
    }

    [Fact]
    public void Another_reads_the_topic_for_itself_where_its_group_is_another()
    {
        var (digits, second, shared) = (Reading("digits", "in", "a"), Reading("second", "in", "b"), Reading("shared", "in", "a"));
        var serving = new ServingReading(1, [digits, second, shared, Reading("far", "out", "c")], []);

        Assert.Equal(["second"], serving.AlsoReading(digits));
        Assert.Equal(["digits", "shared"], serving.AlsoReading(second));
    }

    private static ServedReading Reading(string name, string input, string group) =>
        new(name, "RUNNING", "", new TopicNames(input, group, null, "dlq"), [], []);

    private ReplayReport Report(params ImmutableArray<string> others) => new(
        _terminal.Terminal,
        new LetterBox(new KafkaConnection("127.0.0.1:1", ImmutableDictionary<string, string>.Empty), "dlq", "in", others),
        isJson: false);
}
