using System.Text.Json;
using ActorServe.Seed.Admin;

namespace ActorServe.Seed.Members;

/// <summary>The cluster as JSON.</summary>
internal static class ClusterJson
{
    /// <summary>Writes all that is seen of it.</summary>
    public static void Write(Utf8JsonWriter json, ClusterView cluster)
    {
        json.WriteString("self", cluster.Self.ToString());
        json.WriteString("controller", cluster.Controller?.ToString());
        json.WriteString("leader", cluster.Leader?.ToString());
        json.WriteStartArray("members");
        foreach (var member in cluster.Members)
        {
            json.WriteStartObject();
            Write(json, member);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes one member.</summary>
    public static void Write(Utf8JsonWriter json, MemberView member)
    {
        json.WriteString("address", member.Address.ToString());
        json.WriteNumber("uid", member.Uid);
        json.WriteStartArray("roles");
        foreach (var role in member.Roles) json.WriteStringValue(role);
        json.WriteEndArray();
        json.WriteString("status", ApplicationsJson.Word(member.Status));
        json.WriteBoolean("reachable", member.IsReachable);
        json.WriteString("version", member.Version);
        if (member.UpFor is { } time) json.WriteNumber("up_for_s", Math.Round(time.TotalSeconds, 1));
        else json.WriteNull("up_for_s");
    }
}
