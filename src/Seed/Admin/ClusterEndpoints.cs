using System.Reflection;
using ActorServe.Seed.Members;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Telemetry;
using Akka.Actor;
using Akka.Cluster;
using Microsoft.AspNetCore.Http;

namespace ActorServe.Seed.Admin;

/// <summary>The cluster as this seed sees it; no controller is asked, so that it answers also without one.</summary>
internal sealed class ClusterEndpoints(ActorSystem system, UpTimes upTimes)
{
    /// <summary>Members, their roles and states, and which of them cannot be reached.</summary>
    public Task GetClusterAsync(HttpContext context)
    {
        var cluster = Cluster.Get(system);
        var view = ClusterView.Of(cluster, upTimes);
        return Answers.JsonAsync(context.Response, StatusCodes.Status200OK, json =>
        {
            ClusterJson.Write(json, view);
            json.WriteStartObject("process");
            ProcessesJson.Write(json, new NodeId(cluster.SelfAddress.ToString(), cluster.SelfUniqueAddress.Uid), ThisProcess.Read());
            json.WriteEndObject();
        });
    }

    /// <summary>Which program this is.</summary>
    public static Task GetVersionAsync(HttpContext context)
    {
        var version = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return Answers.JsonAsync(
            context.Response, StatusCodes.Status200OK, json => json.WriteString("actorserve_version", version?.Split('+')[0]));
    }
}
