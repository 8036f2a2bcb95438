using ActorServe.Cli.DeadLetters;
using ActorServe.Cli.Kafka;

namespace ActorServe.Cli.Tests.DeadLetters;

public sealed class LetterChoiceSpecs
{
    private static readonly LetterChoice All = new(null, null, null, null);

    [Fact]
    public void Each_condition_leaves_out_what_does_not_meet_it()
    {
        var letter = Letters.Of(0, 5, "in/0/1", "timeout", Letters.Now);

        Assert.True(All.Takes(letter));
        Assert.True((All with { SourceTopic = "in", Kind = "timeout", Since = Letters.Now, Place = (0, 5) }).Takes(letter));
        Assert.False((All with { SourceTopic = "out" }).Takes(letter));
        Assert.False((All with { Kind = "bad_input" }).Takes(letter));
        Assert.False((All with { Since = Letters.Now + TimeSpan.FromSeconds(1) }).Takes(letter));
        Assert.False((All with { Place = (1, 5) }).Takes(letter));
    }

    [Fact]
    public void One_dead_letter_needs_no_more_to_be_read_than_itself()
    {
        OffsetRange[] there = [new(0, 0, 10), new(1, 3, 10)];

        Assert.Equal([new OffsetRange(1, 4, 5)], (All with { Place = (1, 4) }).Narrow(there));
        Assert.Empty((All with { Place = (1, 2) }).Narrow(there));
        Assert.Equal(there, All.Narrow(there));
    }

    [Theory]
    [InlineData("90s", "2026-01-01T11:58:30Z")]
    [InlineData("15m", "2026-01-01T11:45:00Z")]
    [InlineData("2h", "2026-01-01T10:00:00Z")]
    [InlineData("3d", "2025-12-29T12:00:00Z")]
    [InlineData("2025-12-24T18:00:00Z", "2025-12-24T18:00:00Z")]
    [InlineData("2025-12-24T18:00:00.1234567+00:00", "2025-12-24T18:00:00Z")]
    [InlineData("2025-12-24T18:00", "2025-12-24T18:00:00Z")]
    [InlineData("2025-12-24 18:00:00", "2025-12-24T18:00:00Z")]
    [InlineData("2025-12-24", "2025-12-24T00:00:00Z")]
    public void A_time_may_be_said_as_how_long_ago_it_is(string text, string time) =>
        Assert.Equal(
            time,
            LetterChoice.SinceOf(text, Letters.Now)?.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("-2h")]
    [InlineData("soon")]
    [InlineData("1/2")]
    [InlineData("12/24/2025")]
    [InlineData("18:00")]
    public void What_is_no_time_is_refused(string text) => Assert.Null(LetterChoice.SinceOf(text, Letters.Now));
}
