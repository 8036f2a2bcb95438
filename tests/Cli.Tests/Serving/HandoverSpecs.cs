using ActorServe.Cli.Serving;
using ActorServe.Shared.Protocol;
using Microsoft.Extensions.Time.Testing;
using static ActorServe.Shared.Protocol.ControlProtocol;

namespace ActorServe.Cli.Tests.Serving;

public sealed class HandoverSpecs
{
    private readonly FakeTimeProvider _time = new();
    private int _asked;

    [Theory]
    [InlineData(TargetsRefusal.Unavailable)]
    [InlineData(TargetsRefusal.NotConfirmed)]
    public async Task What_may_be_taken_later_is_asked_again(TargetsRefusal kind)
    {
        var taken = Handover.UntilTakenAsync(() => Task.FromResult<object>(++_asked < 2 ? Refused(kind) : new TargetsSet(1)), _time);
        _time.Advance(TimeSpan.FromMilliseconds(500));

        await taken.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task What_the_controller_will_not_take_is_told_at_once()
    {
        var failure = await Assert.ThrowsAsync<CommandFailedException>(
            () => Handover.UntilTakenAsync(() => Answer(TargetsRefusal.TooLarge), _time));

        Assert.Equal(("not now", 1), (failure.Message, _asked));
    }

    [Fact]
    public async Task It_is_given_up_where_nothing_changes_for_a_minute()
    {
        var taken = Handover.UntilTakenAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(60));
                return Answer(TargetsRefusal.NotConfirmed);
            },
            _time);

        await Assert.ThrowsAsync<CommandFailedException>(() => taken);
    }

    private Task<object> Answer(TargetsRefusal kind)
    {
        _asked++;
        return Task.FromResult<object>(Refused(kind));
    }

    private static TargetsRefused Refused(TargetsRefusal kind) => new("not now") { Kind = kind };
}
