using System.Collections.Immutable;
using ActorServe.Cli.Members;

namespace ActorServe.Cli.Tests.Members;

/// <summary>Clusters as a seed might tell of them.</summary>
internal static class Seen
{
    public static MemberReading Member(int number, string status = "UP", string role = "replica", bool isReachable = true, long uid = 0) =>
        new(AddressOf(number), uid == 0 ? number : uid, [role], status, isReachable);

    public static ClusterReading Cluster(params ImmutableArray<MemberReading> members) =>
        new(AddressOf(1), AddressOf(1), AddressOf(1), members);

    /// <summary>What a seed that is member 1 answers.</summary>
    public static string Json(IEnumerable<MemberReading> members) =>
        $$"""{"self":"{{AddressOf(1)}}","controller":null,"leader":null,"members":[{{string.Join(",", members.Select(Json))}}]}""";

    public static string AddressOf(int number) => $"akka.tcp://actorserve@10.0.0.{number}:4053";

    public static string Json(MemberReading member)
    {
        var (uid, roles, reachable) = (member.Uid, string.Join("\",\"", member.Roles), member.IsReachable ? "true" : "false");
        return $$"""{"address":"{{member.Address}}","uid":{{uid}},"roles":["{{roles}}"],"status":"{{member.Status}}","reachable":{{reachable}}}""";
    }
}
