using ActorServe.Shared.Protocol;

namespace ActorServe.Shared.Tests.Protocol;

public sealed class RowEntrySpecs
{
    [Theory]
    [InlineData(2_000, 2_000)]
    [InlineData(2_001, 2_000)]
    [InlineData(10_000_000, 2_000)]
    public void A_message_is_cut_where_it_is_longer_than_any_may_be(int length, int kept) =>
        Assert.Equal(new string('m', kept), RowEntry.Failed(0, FailureKind.BadInput, new string('m', length)).Message);

    [Fact]
    public void A_message_is_not_cut_within_a_character()
    {
        var start = new string('m', RowEntry.MaxMessage - 1);

        Assert.Equal(start, RowEntry.Failed(0, FailureKind.BadInput, start + "\U0001F600").Message);
    }
}
