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

    /// <summary>What a seed answers of one application, with replicas and gateways on these nodes, one of which may drain.</summary>
    public static string Serving(
        (int Node, string State)[] replicas, (int Node, bool IsServing)[] gateways, string config = "{}", int draining = 0) => $$"""
        {"version":1,"proxies":{{{string.Join(",", gateways.Select(g => $$"""
            "{{AddressOf(g.Node)}}":{"status":"{{(g.Node == draining ? "DRAINING" : "HEALTHY")}}"}
            """))}}},"applications":{"digits":{"status":"RUNNING","message":"","deployments":{"classifier":{"status":"HEALTHY",
          "deployment_config":{{config}},
          "replicas":[{{string.Join(",", replicas.Select(r => $$"""{"node_id":"{{AddressOf(r.Node)}}","state":"{{r.State}}"}"""))}}] } },
          "gateways":[{{string.Join(",", gateways.Select(g => $$"""
            {"node_id":"{{AddressOf(g.Node)}}","serving":{{(g.IsServing ? "true" : "false")}} }
            """))}}] } } }
        """;

    public static string AddressOf(int number) => $"akka.tcp://actorserve@10.0.0.{number}:4053";

    public static string Json(MemberReading member)
    {
        var (uid, roles, reachable) = (member.Uid, string.Join("\",\"", member.Roles), member.IsReachable ? "true" : "false");
        return $$"""{"address":"{{member.Address}}","uid":{{uid}},"roles":"""
            + $$"""["{{roles}}"],"status":"{{member.Status}}","reachable":{{reachable}}}""";
    }
}
