using ActorServe.TestSupport.Kafka;
using ActorServe.TestSupport.Processes;
using ActorServe.TestSupport.Serving;
using Confluent.Kafka;

namespace ActorServe.Kafka.Tests;

/// <summary>The whole path against a real broker, one process, nobody killed.</summary>
public sealed class PathSpecs(BrokerFixture broker, ITestOutputHelper output)
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Every_record_comes_out_as_computed_in_order_and_committed()
    {
        const int records = 200_000;
        var application = await ServedApplication.CreateAsync(broker.Kafka, "Mirror");
        application.Fill(records);

        await using var process = application.Start();
        await application.ResultsReachAsync(records, _patience, process);
        var exitCode = await process.TerminateAsync(_patience);

        Assert.Equal(0, exitCode);
        Assert.Equal(Audit.Clean, await application.AuditAsync(records, Audit.Mirrored));
        Assert.Equal(application.Topics.EndOffsets(application.Input), application.Topics.Committed(application.Input, application.Group));
    }

    [Fact]
    public async Task A_process_that_leaves_and_comes_back_under_load_loses_nothing()
    {
        var application = await ServedApplication.CreateAsync(broker.Kafka, "Mirror");
        var assigned = $"{application.Input}: assigned ";
        var feed = application.StartFeed(perSecond: 10_000);
        await using var first = application.Start("--verbose");
        await using var second = application.Start("--verbose");
        foreach (var process in (ServeProcess[])[first, second]) await process.PrintsAsync(assigned, _patience);
        await application.InMidStreamAsync(_patience, first, second);

        Assert.Equal(0, await second.TerminateAsync(_patience));
        await application.ResultsReachAsync(application.Results() + 20_000, _patience, first);
        await using var third = application.Start("--verbose");
        await third.PrintsAsync(assigned, _patience);
        await application.ResultsReachAsync(application.Results() + 20_000, _patience, first, third);

        var records = await feed.EndAsync(100_000);
        await application.AllCommittedAsync(_patience, first, third);
        foreach (var process in (ServeProcess[])[first, third]) Assert.Equal(0, await process.TerminateAsync(_patience));
        var audit = await application.AuditAsync(records, Audit.Mirrored);
        // At least once: what was answered and is not committed when a partition changes hands is answered again.
        output.WriteLine($"{audit.Duplicates} of {records} records were answered twice");
        Assert.Equal((0, 0, 0), (audit.Missing, audit.Wrong, audit.OutOfOrder));
    }

    [Fact]
    public async Task A_process_that_leaves_while_its_group_rebalances_commits_all_that_it_answered()
    {
        const int records = 600_000;
        var application = await ServedApplication.CreateAsync(broker.Kafka, "Mirror");
        application.Fill(records);
        await using var process = application.Start("--verbose");
        await application.ResultsReachAsync(records / 60, _patience, process);

        // They join in two rounds: in the second the process waits for their heartbeats, which are seldom, and that is when it is told to
        // leave.
        using var others = new SilentMembers(broker.Kafka, application.Input, application.Group, members: 3);
        await process.PrintsAsync(": revoked ", _patience);
        await application.Topics.GroupIsAsync(application.Group, ConsumerGroupState.PreparingRebalance, _patience);
        Assert.Equal(0, await process.TerminateAsync(_patience));

        Assert.Equal(application.AnsweredUpTo(), application.Topics.Committed(application.Input, application.Group));
    }

    [Fact]
    public async Task A_backlog_for_a_slow_deployment_costs_neither_membership_nor_memory()
    {
        const int records = 20_000;
        string[] slow = ["max_concurrent_batches: 16", "user_config: { delay_ms: 50 }"];
        var application = await ServedApplication.CreateAsync(
            broker.Kafka, "Slow", slow, ["properties: { max.poll.interval.ms: 10000 }", "revoke_drain_timeout_ms: 5000"]);
        application.Fill(records);

        // Garbage is collected each 16 MiB, whatever the machine's caches: what grows is what is held.
        await using var process = application.StartWith(new Dictionary<string, string> { ["DOTNET_GCgen0size"] = "1000000" }, "--verbose");
        await application.ResultsReachAsync(records / 10, _patience, process);
        var early = process.PeakMemory();
        await application.ResultsReachAsync(records, _patience, process);

        Assert.InRange(process.PeakMemory() - early, 0, 64L << 20);
        Assert.Equal(0, await process.TerminateAsync(_patience));
        Assert.Single(process.Output.Split('\n'), line => line.Contains($"{application.Input}: assigned ", StringComparison.Ordinal));
        Assert.DoesNotContain($"{application.Input}: lost ", process.Output, StringComparison.Ordinal);
        Assert.Equal(Audit.Clean, await application.AuditAsync(records, Audit.Same));
    }

    [Fact]
    public async Task A_poisoned_partition_stops_no_other()
    {
        const int records = 16_000, poisoned = records / ServedApplication.Partitions;
        var application = await ServedApplication.CreateAsync(
            broker.Kafka, "Poisoned", ["user_config: { partition: 3 }"],
            ["max_attempts: 2", "retry_backoff_ms: 2000", "max_in_flight_records: 250"]);
        application.Fill(records);

        await using var process = application.Start();
        await application.ResultsReachAsync(records - poisoned, _patience, process);
        var letters = application.Topics.EndOffsets(application.DeadLetter).Sum();
        Assert.True(letters < poisoned, "the poisoned partition was done before the others");
        application.Topics.ReadUntil(application.DeadLetter, l => l.Count >= poisoned, _patience);

        var audit = await application.AuditAsync(records, Audit.Same);
        Assert.Equal(new Audit(poisoned, 0, 0, 0), audit);
        await process.TerminateAsync(_patience);
        Assert.Equal(application.Topics.EndOffsets(application.Input), application.Topics.Committed(application.Input, application.Group));
    }
}
