using System.Text.Json;
using ActorServe.Cli.Members;

namespace ActorServe.Cli.Tests.Members;

public sealed class MemberReadingSpecs
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(119, "119 s")]
    [InlineData(120, "2 min")]
    [InlineData(7_199, "119 min")]
    [InlineData(7_200, "2 h")]
    [InlineData(172_799, "47 h")]
    [InlineData(172_800, "2 d")]
    public void An_age_is_told_in_the_largest_unit_of_which_it_has_two(double seconds, string age) =>
        Assert.Equal(age, (Seen.Member(1) with { UpFor = TimeSpan.FromSeconds(seconds) }).Age);

    [Fact]
    public void What_a_seed_of_an_older_version_does_not_tell_is_empty()
    {
        using var json = JsonDocument.Parse("""{"address":"akka.tcp://actorserve@a:1","roles":["seed"],"status":"UP","reachable":true}""");

        var member = MemberReading.Of(json.RootElement);

        Assert.Equal(("a:1", "", ""), (member.Endpoint, member.Age, member.Version));
    }

    [Fact]
    public void A_member_that_nobody_has_is_answered_with_those_that_there_are()
    {
        var failure = Assert.Throws<CommandFailedException>(() => Seen.Cluster(Seen.Member(1), Seen.Member(2)).Find("10.0.0.3:4053"));

        Assert.Equal("there is no member 10.0.0.3:4053; expected one of 10.0.0.1:4053, 10.0.0.2:4053", failure.Message);
    }
}
