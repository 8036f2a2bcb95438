using ActorServe.Shared.Programs.Membership;

namespace ActorServe.Shared.Tests.Programs.Membership;

public sealed class LastSeenMembersSpecs : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"actorserve-{Guid.NewGuid():N}");
    private readonly List<string> _problems = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_kept_is_read_by_the_next_process()
    {
        new LastSeenMembers(_folder).Write(["akka.tcp://actorserve@b:1", "akka.tcp://actorserve@a:1"]);

        Assert.Equal(["akka.tcp://actorserve@a:1", "akka.tcp://actorserve@b:1"], new LastSeenMembers(_folder).Read(_problems.Add));
        Assert.Empty(_problems);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[\"not an address\"]")]
    public void A_file_that_is_no_list_of_members_is_told_and_ignored(string text)
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllText(Path.Combine(_folder, "members.json"), text);

        Assert.Empty(new LastSeenMembers(_folder).Read(_problems.Add));
        Assert.Contains("members.json", Assert.Single(_problems), StringComparison.Ordinal);
    }
}
