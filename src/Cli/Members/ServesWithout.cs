using System.Collections.Immutable;
using ActorServe.Cli.Inspecting;

namespace ActorServe.Cli.Members;

/// <summary>
/// What would be served by nobody while a member is away: that another with its role is up does not say that it serves already, as one that has just
/// come back still loads its models. Pure.
/// </summary>
internal static class ServesWithout
{
    private const string Running = "RUNNING";

    /// <summary>For people, all that has to wait; empty where the member may go.</summary>
    /// <param name="serving">What is served, as the controller knows it.</param>
    /// <param name="cluster">Who is there.</param>
    /// <param name="member">Who would go.</param>
    public static ImmutableArray<string> Missing(ServingReading serving, ClusterReading cluster, MemberReading member)
    {
        var others = cluster.Members.Where(m => m is { Status: "UP", IsReachable: true } && !m.IsSameAs(member)).Select(m => m.Endpoint).ToHashSet();
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

    // Of a deployment that has one replica in all there is never another to wait for: the controller starts it elsewhere once this one goes.
    private static bool RunsOnlyAt(MemberReading member, DeployedReading deployment, HashSet<string> others) =>
        deployment.NumReplicas != 1
        && deployment.Replicas.Any(r => r.State == Running && r.Node == member.Endpoint)
        && !deployment.Replicas.Any(r => r.State == Running && others.Contains(r.Node));

    private static bool IsServedOnlyAt(MemberReading member, ServedReading application, HashSet<string> others) =>
        application.Gateways.Any(g => g.IsServing && g.Node == member.Endpoint)
        && !application.Gateways.Any(g => g.IsServing && others.Contains(g.Node));
}
