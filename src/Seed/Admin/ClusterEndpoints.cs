using System.Reflection;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Telemetry;
using Akka.Actor;
using Akka.Cluster;
using Microsoft.AspNetCore.Http;

namespace ActorServe.Seed.Admin;

/// <summary>The cluster as this seed sees it; no controller is asked, so that it answers also without one.</summary>
internal sealed class ClusterEndpoints(ActorSystem system)
{
    /// <summary>Members, their roles and states, and which of them cannot be reached.</summary>
    public Task GetClusterAsync(HttpContext context)
    {
        var cluster = Cluster.Get(system);
        var state = cluster.State;
        var unreachable = state.Unreachable.Select(m => m.UniqueAddress).ToHashSet();
        return Answers.JsonAsync(context.Response, StatusCodes.Status200OK, json =>
        {
            json.WriteString("self", cluster.SelfAddress.ToString());
            json.WriteString("controller", ControllerIn(state));
            json.WriteString("leader", state.Leader?.ToString());
            json.WriteStartObject("process");
            ProcessesJson.Write(json, new NodeId(cluster.SelfAddress.ToString(), cluster.SelfUniqueAddress.Uid), ThisProcess.Read());
            json.WriteEndObject();
            json.WriteStartArray("members");
            foreach (var member in state.Members.OrderBy(m => m, Member.AgeOrdering))
            {
                json.WriteStartObject();
                json.WriteString("address", member.Address.ToString());
                json.WriteStartArray("roles");
                foreach (var role in member.Roles.Order(StringComparer.Ordinal)) json.WriteStringValue(role);
                json.WriteEndArray();
                json.WriteString("status", ApplicationsJson.Word(member.Status));
                json.WriteBoolean("reachable", !unreachable.Contains(member.UniqueAddress));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>Where the controller is or will be, as the members are now; null without a seed.</summary>
    public static string? ControllerIn(ClusterEvent.CurrentClusterState state) => state.Members
        .Where(m => m.HasRole(Roles.Seed) && m.Status is MemberStatus.Up or MemberStatus.Leaving)
        .OrderBy(m => m, Member.AgeOrdering).FirstOrDefault()?.Address.ToString();

    /// <summary>Which program this is.</summary>
    public static Task GetVersionAsync(HttpContext context)
    {
        var version = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return Answers.JsonAsync(context.Response, StatusCodes.Status200OK, json => json.WriteString("actorserve_version", version?.Split('+')[0]));
    }
}
