using ActorServe.TestSupport.Kafka;
using ActorServe.TestSupport.Serving;

namespace ActorServe.Faults;

/// <summary>Processes that end without a word: nothing may be missing, and what is answered twice is counted.</summary>
public sealed class CrashSpecs(ITestOutputHelper output)
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Killed_four_times_in_mid_stream_nothing_is_missing()
    {
        const int records = 300_000;
        await using var broker = await KafkaBroker.TryStartAsync();
        Assert.SkipWhen(broker is null, KafkaBroker.Missing);
        var application = await ServedApplication.CreateAsync(broker!.BootstrapServers, "Mirror");
        var feed = application.StartFeed(perSecond: 20_000);

        for (var kill = 1; kill <= 4; kill++)
        {
            await using var victim = application.Start();
            await application.ResultsReachAsync(application.Results() + (records / 20), _patience, victim);
            await application.InMidStreamAsync(_patience, victim);
            await victim.KillAsync();
        }

        var fed = await feed.EndAsync(records);
        await using var last = application.Start();
        await application.AllCommittedAsync(_patience, last);
        Assert.Equal(0, await last.TerminateAsync(_patience));

        var audit = await application.AuditAsync(fed, Audit.Mirrored);
        output.WriteLine($"{audit.Duplicates} of {fed} records were answered twice");
        Assert.Equal((0, 0, 0), (audit.Missing, audit.Wrong, audit.OutOfOrder));
    }
}
