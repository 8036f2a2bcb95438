using System.Text.Json;
using ActorServe.Cli.Tests.Inspecting;
using ActorServe.Cli.Top;

namespace ActorServe.Cli.Tests.Top;

public sealed class TopNumbersSpecs
{
    private static readonly TimeSpan TwoSeconds = TimeSpan.FromSeconds(2);

    private static readonly TopReading Before =
        TopReading.Of(ServingAnswer.Of(rows: 100, batches: 10, runTimeUs: 5_000, recordsIn: 100, results: 90), ServingAnswer.Cluster);

    private static readonly TopReading After =
        TopReading.Of(ServingAnswer.Of(rows: 500, batches: 30, runTimeUs: 45_000, recordsIn: 300, results: 290), ServingAnswer.Cluster);

    [Fact]
    public void Counters_become_rates_a_second()
    {
        var application = Assert.Single(TopNumbers.Of(Before, After, TwoSeconds).Applications);

        Assert.Equal((100, 100), (application.InRate, application.OutRate));
        Assert.Equal(100, application.Partitions[0].Rate);
        Assert.Equal((10, 2L), (application.Lag, application.InFlight));
    }

    [Fact]
    public void A_replica_is_told_by_its_rows_the_size_of_its_batches_and_their_time()
    {
        var deployment = Assert.Single(Assert.Single(TopNumbers.Of(Before, After, TwoSeconds).Applications).Deployments);

        Assert.Equal((200, 20, 2), (deployment.Work.Rows, deployment.Work.BatchSize, deployment.Work.BatchMs));
        Assert.Equal(deployment.Work, Assert.Single(deployment.Replicas).Work);
    }

    [Fact]
    public void The_first_look_has_no_rates_and_all_else()
    {
        var numbers = TopNumbers.Of(null, After, TimeSpan.Zero);

        Assert.Null(Assert.Single(numbers.Applications).InRate);
        Assert.Equal(10, numbers.Applications[0].Lag);
        Assert.Null(numbers.Nodes[2].CpuPercent);
    }

    [Fact]
    public void A_gateway_that_was_restarted_on_its_address_has_no_rates_until_the_next_look()
    {
        var restarted = TopReading.Of(ServingAnswer.Of(recordsIn: 5_000, incarnation: "d"), ServingAnswer.Cluster);

        Assert.Null(Assert.Single(TopNumbers.Of(Before, restarted, TwoSeconds).Applications).InRate);
    }

    [Fact]
    public void How_long_records_took_is_told_of_those_that_were_finished_since_the_look_before()
    {
        var numbers = TopNumbers.Of(Took("[8, 1000], [9999, 50]"), Took("[8, 1050], [16, 45], [32, 5], [9999, 50]"), TwoSeconds);

        var took = Assert.Single(numbers.Applications).RecordDurationMs!;
        Assert.InRange(took.P50, 7, 8);
        Assert.InRange(took.P95, 14, 16);
        Assert.InRange(took.P99, 28, 32);
    }

    [Fact]
    public void How_long_records_took_is_not_known_where_none_was_finished_or_counting_began_anew()
    {
        Assert.Null(TopNumbers.Of(Took("[8, 10]"), Took("[8, 10]"), TwoSeconds).Applications[0].RecordDurationMs);
        Assert.Null(TopNumbers.Of(Took("[8, 10]"), Took("[8, 9], [16, 5]"), TwoSeconds).Applications[0].RecordDurationMs);
        Assert.Null(TopNumbers.Of(Took("[8, 10]"), Took("[8, 30]", incarnation: "d"), TwoSeconds).Applications[0].RecordDurationMs);
    }

    [Fact]
    public void What_an_odd_seed_tells_of_durations_is_passed_over() =>
        Assert.Null(TopNumbers.Of(Took(""), Took("7, [], [1], [\"a\", 1], [1, null], {}"), TwoSeconds).Applications[0].RecordDurationMs);

    [Fact]
    public void In_JSON_they_have_the_names_that_the_seed_has_for_them()
    {
        using var json = JsonDocument.Parse(TopCommand.JsonOf(TopNumbers.Of(Before, After, TwoSeconds)));

        var application = json.RootElement.GetProperty("applications")[0];
        var deployment = application.GetProperty("deployments")[0];
        var replica = deployment.GetProperty("replicas")[0];
        Assert.Equal((5, 5), (deployment.GetProperty("ongoing_rows").GetInt32(), replica.GetProperty("ongoing_rows").GetInt32()));
        Assert.Equal(("2f-1", 64), (replica.GetProperty("replica_id").GetString(), replica.GetProperty("max_ongoing_requests").GetInt32()));
        Assert.Equal("", replica.GetProperty("health_message").GetString());
        Assert.Equal(JsonValueKind.Null, application.GetProperty("partitions")[0].GetProperty("halted").ValueKind);
        Assert.Equal(JsonValueKind.Null, application.GetProperty("record_duration_ms").ValueKind);
    }

    [Fact]
    public void Nodes_are_told_with_what_they_use_and_what_cannot_be_reached()
    {
        var nodes = TopNumbers.Of(Before, After, TwoSeconds).Nodes;

        Assert.Equal(["UP", "UNREACHABLE", "UP"], nodes.Select(n => n.State));
        Assert.Equal((true, 104_857_600L), (nodes[0].IsController, nodes[0].MemoryBytes));
        // 200 ms of a processor in two seconds.
        Assert.Equal(10, nodes[2].CpuPercent);
        Assert.Null(nodes[1].MemoryBytes);
    }

    private static TopReading Took(string durations, string incarnation = "c") =>
        TopReading.Of(ServingAnswer.Of(durations: durations, incarnation: incarnation), ServingAnswer.Cluster);
}
