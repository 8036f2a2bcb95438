using System.Collections.Immutable;
using System.Text.Json;
using ActorServe.Cli.Inspecting;
using ActorServe.Cli.Members;

namespace ActorServe.Cli.Top;

/// <summary>What a seed tells of everything at one moment.</summary>
/// <param name="Serving">What is served.</param>
/// <param name="Nodes">The members of the cluster, the oldest first.</param>
/// <param name="Processes">What nodes have used, the seed that answers among them.</param>
internal sealed record TopReading(ServingReading Serving, ImmutableArray<NodeReading> Nodes, ImmutableArray<ProcessReading> Processes)
{
    /// <summary>Reads both answers of a seed.</summary>
    public static TopReading Of(JsonElement applications, JsonElement cluster)
    {
        var serving = ServingReading.Of(applications);
        var controller = MemberReading.EndpointOf(cluster.Text("controller"));
        var own = cluster.Part("process") is { } process ? ProcessReading.Of(process) : null;
        return new TopReading(
            serving,
            [.. cluster.Items("members").Select(member => NodeReading.Of(member, controller))],
            [.. serving.Processes.Concat(own is null ? [] : [own]).DistinctBy(p => p.Node)]);
    }

    /// <summary>What the process of a node has used; null where it does not tell.</summary>
    public ProcessReading? ProcessOf(string node) => Processes.FirstOrDefault(p => p.Node == node);
}

/// <summary>A member of the cluster.</summary>
/// <param name="Address">As <c>host:port</c>.</param>
/// <param name="Roles">What it is, separated by commas.</param>
/// <param name="State">Akka's word, or that it cannot be reached.</param>
/// <param name="IsController">The controller runs there.</param>
internal sealed record NodeReading(string Address, string Roles, string State, bool IsController)
{
    /// <summary>Reads one.</summary>
    public static NodeReading Of(JsonElement member, string controller)
    {
        var address = MemberReading.EndpointOf(member.Text("address"));
        var roles = string.Join(",", member.Items("roles").Select(r => r.GetString()));
        return new NodeReading(address, roles, member.IsTrue("reachable") ? member.Text("status") : "UNREACHABLE", address == controller);
    }
}
