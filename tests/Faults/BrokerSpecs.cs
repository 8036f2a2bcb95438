using ActorServe.TestSupport.Kafka;
using ActorServe.TestSupport.Processes;
using ActorServe.TestSupport.Serving;

namespace ActorServe.Faults;

/// <summary>A broker that goes away in mid-stream, with a process that lives on.</summary>
public sealed class BrokerSpecs(ITestOutputHelper output)
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(4);

    [Fact]
    public Task A_broker_killed_and_resumed_in_mid_stream_loses_nothing() => OutlivesAsync(() => Task.CompletedTask);

    /// <summary>
    /// Longer than the session timeout. Whether the group is lost by it is for the coordinator to say, whose clocks begin anew.
    /// </summary>
    [Fact]
    public Task A_broker_away_for_longer_than_the_session_timeout_loses_nothing() =>
        OutlivesAsync(() => Task.Delay(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));

    private async Task OutlivesAsync(Func<Task> whileAway)
    {
        const int records = 300_000;
        await using var broker = await KafkaBroker.TryStartAsync(ownOnly: true);
        Assert.SkipWhen(broker is null, $"{KafkaBroker.Missing} (KAFKA_HOME: the broker is killed)");
        var application = await ServedApplication.CreateAsync(broker!.BootstrapServers, "Mirror");
        application.Fill(records);
        await using var process = application.Start("--verbose");
        await application.ResultsReachAsync(records / 30, _patience, process);
        await application.InMidStreamAsync(_patience, process);

        await broker.KillAsync();
        await whileAway();
        Assert.False(process.HasExited, process.Output);
        await broker.ResumeAsync();

        await application.AllCommittedAsync(_patience, process);
        Assert.Equal(0, await process.TerminateAsync(_patience));
        var audit = await application.AuditAsync(records, Audit.Mirrored);
        output.WriteLine($"{audit.Duplicates} of {records} records were answered twice");
        Assert.Equal((0, 0, 0), (audit.Missing, audit.Wrong, audit.OutOfOrder));
    }
}
