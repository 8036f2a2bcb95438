using ActorServe.Cli.Serving;

namespace ActorServe.Cli.Tests.Serving;

public sealed class WordsSpecs
{
    [Theory]
    [InlineData("00:00:00", "0s")]
    [InlineData("-00:00:05", "0s")]
    [InlineData("00:12:05", "12m 5s")]
    [InlineData("05:00:59", "5h 0m")]
    [InlineData("7.00:00:00", "7d 0h")]
    public void A_time_is_told_in_its_two_largest_units(string time, string words) =>
        Assert.Equal(words, Words.Ago(TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture)));
}
