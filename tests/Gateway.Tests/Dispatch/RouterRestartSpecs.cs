using ActorServe.ActorTestKit;
using ActorServe.Gateway.Dispatch;
using ActorServe.Gateway.Ingest;
using ActorServe.Routing;
using ActorServe.Shared.Identity;
using Akka.Actor;
using Akka.Hosting;
using Akka.Streams;
using Akka.Streams.Dsl;
using Microsoft.Extensions.Time.Testing;
using static ActorServe.Gateway.Tests.Dispatch.Flights;

namespace ActorServe.Gateway.Tests.Dispatch;

/// <summary>Dispatch over a router that fails by a bug and is restarted.</summary>
public sealed class RouterRestartSpecs : PatientTestKit
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private readonly SourceProbe<RecordBatch> _source = new();
    private readonly SinkProbe<OutcomeBatch> _sink = new();
    private readonly DispatchTotals _totals = new();
    private readonly FakeTimeProvider _time = new();

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    [Fact]
    public async Task What_a_router_held_that_is_restarted_comes_back_to_it_and_costs_no_attempt()
    {
        var directory = CreateTestProbe();
        var router = Sys.ActorOf(RouterActor.Props(new DeploymentId("a", "d"), new RouterOptions(), 1, _time, [directory.Ref]));
        var settings = new DispatchSettings(new FlightRules(), _time, new Random(1), _totals);
        Source.FromPublisher(_source)
            .Via(new DispatchStage(router, new DispatchControl(), new FakeIngest(), settings))
            .To(Sink.FromSubscriber(_sink))
            .Run(Sys.Materializer());
        _sink.Request(10);
        _source.Send(new RecordBatch([.. Rows(0, 3)]));
        await QueuedAsync(router, 3);

        router.Tell(new RouterProtocol.Submit(Lane.Kafka, default, null!));

        await AwaitAssertAsync(
            async () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                Assert.Equal(3, (await StatusAsync(router)).QueuedRows);
            },
            _patience);
        Assert.Equal(0, _totals.FailedAttempts);
    }

    private async Task QueuedAsync(IActorRef router, int rows) =>
        await AwaitAssertAsync(async () => Assert.Equal(rows, (await StatusAsync(router)).QueuedRows), _patience);

    private static Task<RouterStatus> StatusAsync(IActorRef router) =>
        router.Ask<RouterStatus>(RouterProtocol.GetRouterStatus.Instance, TimeSpan.FromSeconds(3));
}
