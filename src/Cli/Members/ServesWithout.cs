using System.Collections.Immutable;
using ActorServe.Cli.Inspecting;

namespace ActorServe.Cli.Members;

/// <summary>
/// What would be served by nobody while a member is away: that another with its role is up does not say that it serves already, as one that
/// has just come back still loads its models. Pure.
/// </summary>
internal static class ServesWithout
{
    private const string Running = "RUNNING", Starting = "STARTING";

    /// <summary>
    /// The cluster without gateways that drain already: a signal to its process has one go that membership still tells of as up.
    /// </summary>
    public static ClusterReading Staying(this ServingReading serving, ClusterReading cluster) =>
        cluster with { Members = [.. cluster.Members.Where(m => !serving.DrainingGateways.Contains(m.Endpoint))] };

    /// <summary>For people, all that has to wait; empty where the member may go.</summary>
    /// <param name="serving">What is served, as the controller knows it.</param>
    /// <param name="cluster">Who is there.</param>
    /// <param name="member">Who would go.</param>
    public static ImmutableArray<string> Missing(ServingReading serving, ClusterReading cluster, MemberReading member)
    {
        var others = serving.Staying(cluster).Members.Where(m => m is { Status: "UP", IsReachable: true } && !m.IsSameAs(member))
            .Select(m => m.Endpoint).ToHashSet();
        return
        [
            .. from a in serving.Applications
               from d in a.Deployments
               where RunsOnlyAt(member, d, others)
               select $"{a.Name}/{d.Name} runs on no other node",
            .. from a in serving.Applications
               where IsServedOnlyAt(member, a, others)
               select $"no other gateway serves {a.Name}",
        ];
    }

    private static bool RunsOnlyAt(MemberReading member, DeployedReading deployment, HashSet<string> others) =>
        deployment.Replicas.Any(r => r.State == Running && r.Node == member.Endpoint)
        && !deployment.Replicas.Any(r => r.State == Running && others.Contains(r.Node))
        && MayComeElsewhere(deployment, others);

    // Where all that num_replicas asks for run already there is no other to wait for: the controller starts one elsewhere once these go.
    private static bool MayComeElsewhere(DeployedReading deployment, HashSet<string> others) =>
        deployment.NumReplicas is not { } all || deployment.Running < all
        || deployment.Replicas.Any(r => r.State == Starting && others.Contains(r.Node));

    private static bool IsServedOnlyAt(MemberReading member, ServedReading application, HashSet<string> others) =>
        application.Gateways.Any(g => g.IsServing && g.Node == member.Endpoint)
        && !application.Gateways.Any(g => g.IsServing && others.Contains(g.Node));
}
