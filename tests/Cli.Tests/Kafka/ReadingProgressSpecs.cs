using ActorServe.Cli.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Cli.Tests.Kafka;

public sealed class ReadingProgressSpecs
{
    private static readonly TimeSpan Longer = KafkaClients.Patience + TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly ClientLog _log = new();
    private readonly ReadingProgress _progress;

    public ReadingProgressSpecs() => _progress = new ReadingProgress("t", _log, _time);

    [Fact]
    public void Where_nothing_comes_for_long_the_reading_fails_with_what_the_client_said()
    {
        _log.Hear(null!, new Error(ErrorCode.Local_Transport, "connection refused"));
        _progress.Missed();
        _time.Advance(Longer);

        var failure = Assert.Throws<CommandFailedException>(_progress.Missed);
        Assert.Equal("nothing of t came for 8 s, though it has not ended: connection refused", failure.Message);
    }

    [Fact]
    public void What_comes_in_between_is_progress()
    {
        _progress.Missed();
        _time.Advance(KafkaClients.Patience);
        _progress.Missed();
        _progress.Made();
        _time.Advance(KafkaClients.Patience);

        _progress.Missed();
    }

    [Fact]
    public void Time_that_was_spent_with_what_came_does_not_count()
    {
        _progress.Made();
        _time.Advance(Longer);

        _progress.Missed();
    }
}
