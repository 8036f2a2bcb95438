using ActorServe.Cli.Demo;
using ActorServe.Cli.Kafka;
using ActorServe.Gateway.Embedded;
using ActorServe.TestSupport;
using Confluent.Kafka;

namespace ActorServe.Cli.Tests.Demo;

public sealed class DigitFeederSpecs : IAsyncLifetime
{
    private const short ProduceRequest = 0;

    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly DemoScore _score = new("run", TimeProvider.System);

    public ValueTask InitializeAsync()
    {
        _broker.CreateTopic("t", 1);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task What_the_broker_does_not_take_makes_room_for_what_comes_after_it()
    {
        _broker.FailRequests(ProduceRequest, Enumerable.Repeat(ErrorCode.InvalidTimestamp, 10_000).ToArray());
        using var stopping = new CancellationTokenSource();
        using var sending = new Sending(_broker.Connection, new ClientLog(), TimeProvider.System);
        var feeder = new DigitFeeder(sending, "t", [new DigitSample("v"u8.ToArray(), 3, 3)], _score, rate: 200, TimeProvider.System);

        var feeding = feeder.RunAsync(stopping.Token);
        await Eventually.AssertAsync(() => Assert.NotEqual(0, feeder.Failures));
        await stopping.CancelAsync();
        await feeding;

        Assert.Equal(0, _score.Outstanding);
    }
}
