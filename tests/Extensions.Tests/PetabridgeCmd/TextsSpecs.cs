using ActorServe.PetabridgeCmd.Commands;
using ActorServe.PetabridgeCmd.Texts;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;

namespace ActorServe.Extensions.Tests.PetabridgeCmd;

public sealed class TextsSpecs
{
    [Fact]
    public void Applications_have_their_states_replicas_and_gateways() => Assert.Equal(
        [
            "APPLICATION  STATUS         DEPLOYMENTS  REPLICAS  GATEWAYS  MESSAGE",
            "digits       RUNNING        1            2/2       1/1",
            "both         DEPLOY_FAILED  1            0/1       0/1       second: no such file",
        ],
        StatusTexts.Applications(Served.Status, null));

    [Fact]
    public void Deployments_have_a_line_each() => Assert.Equal(
        ["DEPLOYMENT         STATUS   REPLICAS  MESSAGE", "digits/classifier  HEALTHY  2/2"],
        StatusTexts.Deployments(Served.Status, "digits"));

    [Fact]
    public void Replicas_have_their_nodes_and_what_the_node_tells_of_them() => Assert.Equal(
        [
            "DEPLOYMENT         REPLICA  NODE                                STATE    MAX ONGOING  PID  SINCE                 MESSAGE",
            "digits/classifier  1        akka.tcp://actorserve@replica:4053  RUNNING  512          42   1970-01-01T00:00:01Z",
            "digits/classifier  2        akka.tcp://actorserve@replica:4053  RUNNING  512",
        ],
        StatusTexts.Replicas(Served.Status, null));

    [Fact]
    public void What_is_not_there_is_a_line_that_says_so()
    {
        Assert.Equal(["there is no application of 'none'"], StatusTexts.Applications(Served.Status, "none"));
        Assert.Equal(["there is no replica"], StatusTexts.Replicas(new ServeStatus(0, []), null));
        Assert.Equal(["there is no application with topics of 'door'"], DeadLetterTexts.Of(Served.Config, [], "door"));
    }

    [Fact]
    public void Lag_is_told_by_gateway_and_on_a_gateway_by_partition() => Assert.Equal(
        [
            "APPLICATION  GATEWAY                               SERVING  LAG   QUEUED  ONGOING  MESSAGE",
            "digits       akka.tcp://actorserve@gateway-1:4053  yes      1200  3       5",
            "both         akka.tcp://actorserve@gateway-1:4053  no       ?     0       0        partition 0 is halted: offset 7: bad",
            "",
            "partitions of this node:",
            "APPLICATION  PARTITION  LAG  IN FLIGHT",
            "both         0          ?    0          halted",
            "digits       3          900  5",
        ],
        LagTexts.Of(
            Served.Status,
            [
                .. Partition("digits", 3, 900, 5, 0),
                new(GatewayReadings.Halted, "both", 0, 1),
                new(GatewayReadings.Skipped, "both", null, 4),
            ],
            null));

    [Fact]
    public void Dead_letters_are_where_the_file_says_and_counted_by_the_gateway_that_is_asked()
    {
        MetricReading[] here =
        [
            new(GatewayReadings.DeadLettered, "digits", null, 12), new(GatewayReadings.FailedAttempts, "digits", null, 36),
        ];

        var lines = DeadLetterTexts.Of(Served.Config, [.. here], null);

        Assert.Equal(
            [
                "APPLICATION  INPUT            WHAT FAILS           DEAD LETTERS  SKIPPED  FAILED RUNS",
                "digits       digits.requests  goes to digits.dlq   12                     36",
                "both         both.requests    stops its partition",
                "the counts are this gateway's, since it started",
            ],
            lines);
        Assert.Equal("this node is no gateway: each gateway counts what it did", DeadLetterTexts.Of(Served.Config, [], null)[^1]);
    }

    [Fact]
    public void What_classes_say_is_printed_without_commands_to_a_terminal()
    {
        var status = new ServeStatus(1, [new ApplicationDetails("a", "/a", ApplicationStatus.Unhealthy, "x\u001b[2J\ny", [])]);

        var answer = new ServeAnswer(StatusTexts.Applications(status, null));

        Assert.EndsWith("  x [2J y", answer.Lines[1], StringComparison.Ordinal);
        Assert.Equal(["x [2J y"], ServeAnswer.Error("x\u001b[2J\ny").Lines);
    }

    private static IEnumerable<MetricReading> Partition(string application, int partition, long lag, long inFlight, long halted) =>
    [
        new(GatewayReadings.Lag, application, partition, lag),
        new(GatewayReadings.InFlight, application, partition, inFlight),
        new(GatewayReadings.Halted, application, partition, halted),
    ];
}
