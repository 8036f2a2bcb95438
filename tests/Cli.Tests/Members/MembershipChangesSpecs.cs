using System.Collections.Immutable;
using ActorServe.Cli.Members;
using FsCheck.Xunit;

namespace ActorServe.Cli.Tests.Members;

public sealed class MembershipChangesSpecs
{
    private static readonly string[] Statuses = ["JOINING", "WEAKLY_UP", "UP", "LEAVING", "EXITING", "DOWN"];

    [Fact]
    public void A_new_member_has_joined_and_is_up_where_it_is() =>
        Assert.Equal(["joined", "up"], Names(Seen.Cluster(Seen.Member(1)), Seen.Cluster(Seen.Member(1), Seen.Member(2))));

    [Fact]
    public void A_member_moves_from_state_to_state()
    {
        Assert.Equal(["joined"], Names(Seen.Cluster(), Seen.Cluster(Seen.Member(2, "JOINING"))));
        Assert.Equal(["up"], Names(Seen.Cluster(Seen.Member(2, "WEAKLY_UP")), Seen.Cluster(Seen.Member(2))));
        Assert.Equal(["leaving"], Names(Seen.Cluster(Seen.Member(2)), Seen.Cluster(Seen.Member(2, "LEAVING"))));
        Assert.Equal(["removed"], Names(Seen.Cluster(Seen.Member(2, "EXITING")), Seen.Cluster()));
    }

    [Fact]
    public void Reachability_is_told_both_ways()
    {
        var (reachable, not) = (Seen.Cluster(Seen.Member(2)), Seen.Cluster(Seen.Member(2, isReachable: false)));

        Assert.Equal(["unreachable"], Names(reachable, not));
        Assert.Equal(["reachable"], Names(not, reachable));
    }

    [Fact]
    public void A_process_that_took_the_address_of_another_is_a_new_member() =>
        Assert.Equal(["joined", "up", "removed"], Names(Seen.Cluster(Seen.Member(2, uid: 7)), Seen.Cluster(Seen.Member(2, uid: 8))));

    [Fact]
    public void A_controller_that_moved_is_told_with_where_it_was()
    {
        var moved = Assert.Single(MembershipChanges.Between(Seen.Cluster(), Seen.Cluster() with { Controller = Seen.AddressOf(2) }));

        Assert.Equal(("controller", Seen.AddressOf(2), Seen.AddressOf(1)), (moved.Name, moved.Address, moved.Before));
    }

    [Property]
    public void Nothing_is_told_of_what_did_not_change_and_something_of_whatever_did(byte[] before, byte[] after)
    {
        var first = Of(before);
        var second = Seen.Cluster([.. Of(after).Members.Select(member => Later(first.Members.FirstOrDefault(member.IsSameAs), member))]);

        Assert.Empty(MembershipChanges.Between(first, first));
        var told = MembershipChanges.Between(first, second).Select(c => c.Address).ToHashSet();
        var changed = first.Members.Select(Visible).Concat(second.Members.Select(Visible))
            .CountBy(m => m).Where(m => m.Value == 1).Select(m => m.Key.Address);
        Assert.Equal(changed.Distinct().Order(), told.Order());
    }

    /// <summary>No member comes back to a state that it was in.</summary>
    private static MemberReading Later(MemberReading? before, MemberReading after) =>
        before is not null && Array.IndexOf(Statuses, before.Status) > Array.IndexOf(Statuses, after.Status)
            ? after with { Status = before.Status } : after;

    /// <summary>Joining and being weakly up are one to people.</summary>
    private static (string Address, string Status, bool IsReachable) Visible(MemberReading member) =>
        (member.Address, member.Status == "WEAKLY_UP" ? "JOINING" : member.Status, member.IsReachable);

    /// <summary>Each byte a member: its number, then its state.</summary>
    private static ClusterReading Of(byte[] members) => Seen.Cluster(
        [.. members.Select(b => Seen.Member(1 + b % 5, Statuses[b / 5 % 6], isReachable: b / 30 % 2 == 0)).DistinctBy(m => m.Address)]);

    private static ImmutableArray<string> Names(ClusterReading before, ClusterReading after) =>
        [.. MembershipChanges.Between(before, after).Select(c => c.Name)];
}
