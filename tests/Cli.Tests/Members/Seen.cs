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

    public static string AddressOf(int number) => $"akka.tcp://actorserve@10.0.0.{number}:4053";
}
