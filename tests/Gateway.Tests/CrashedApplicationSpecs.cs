using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit;

namespace ActorServe.Gateway.Tests;

/// <summary>An application whose actor fails, on a clock that the spec moves.</summary>
public sealed class CrashedApplicationSpecs : GatewayActorTestKit
{
    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.AddHocon("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"", HoconAddMode.Prepend);

    [Fact]
    public async Task An_application_that_fails_by_a_bug_is_started_anew_once_its_consumer_is_closed()
    {
        var gateway = Start();
        gateway.Tell(new GatewayProtocol.ApplyApplications(ConfigOf(App("a"))));
        await RunningAsync(gateway, "a");
        var former = _runs["a"];

        former.IsBroken = true;
        await AwaitAssertAsync(
            () =>
            {
                Advance(TimeSpan.FromSeconds(1));
                Assert.True(former.IsStopped);
            },
            _patience);
        Assert.Single(_prepared);
        former.End();
        await AwaitAssertAsync(
            async () => Assert.Contains("a bug", (await StatusAsync(gateway)).Message, StringComparison.Ordinal), _patience);
        Assert.Single(_prepared);

        Advance(TimeSpan.FromSeconds(1));

        await AwaitAssertAsync(() => Assert.NotSame(former, _runs["a"]), _patience);
        await RunningAsync(gateway, "a");
    }

    private void Advance(TimeSpan time) => ((TestScheduler)Sys.Scheduler).Advance(time);
}
