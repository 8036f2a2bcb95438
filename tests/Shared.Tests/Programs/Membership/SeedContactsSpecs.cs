using ActorServe.Shared.Programs.Membership;

namespace ActorServe.Shared.Tests.Programs.Membership;

public sealed class SeedContactsSpecs
{
    private static readonly string[] LastSeen = ["akka.tcp://actorserve@replica:4053", "akka.tcp://actorserve@one:4053"];

    [Fact]
    public void The_first_seed_may_found_a_cluster_but_asks_the_other_seeds_and_the_members_that_it_saw_last() =>
        Assert.Equal("one:4053 two:4053 three:4053 replica:4053", ContactsOf("one", isSeed: true));

    [Fact]
    public void Another_seed_asks_the_first_and_never_founds() =>
        Assert.Equal("one:4053 two:4053 three:4053", ContactsOf("two", isSeed: true));

    [Theory]
    [InlineData("one", true, true)]
    [InlineData("ONE", true, true)]
    [InlineData("two", true, false)]
    [InlineData("one", false, false)]
    public void The_first_seed_alone_may_found_a_cluster(string host, bool isSeed, bool mayFound) =>
        Assert.Equal(
            mayFound, SeedContacts.MayFound(new MembershipOptions { Hostname = host, Seeds = { "one:4053", "two:4053" } }, isSeed));

    [Fact]
    public void Members_that_were_seen_before_the_cluster_had_TLS_are_asked_over_TLS() => Assert.All(
        SeedContacts.Of(
            new MembershipOptions { Hostname = "one", Seeds = { "one:4053" } }, isSeed: true, "akka.ssl.tcp", "actorserve", LastSeen),
        contact => Assert.Equal("akka.ssl.tcp", contact.Protocol));

    [Fact]
    public void Other_nodes_ask_the_seeds_in_their_order() =>
        Assert.Equal("one:4053 two:4053 three:4053", ContactsOf("replica", isSeed: false));

    [Theory]
    [InlineData("seed:4053", true)]
    [InlineData("10.0.0.1:1", true)]
    [InlineData("seed", false)]
    [InlineData(":4053", false)]
    [InlineData("seed:0", false)]
    [InlineData("seed:70000", false)]
    [InlineData("akka.tcp://actorserve@seed:4053", false)]
    public void A_seed_is_a_host_and_a_port(string text, bool isRight) => Assert.Equal(isRight, SeedContacts.TryParse(text, out _, out _));

    private static string ContactsOf(string host, bool isSeed)
    {
        var options = new MembershipOptions { Hostname = host, Seeds = { "one:4053", "two:4053", "three:4053" } };
        return string.Join(' ', SeedContacts.Of(options, isSeed, "akka.tcp", "actorserve", LastSeen).Select(a => $"{a.Host}:{a.Port}"));
    }
}
