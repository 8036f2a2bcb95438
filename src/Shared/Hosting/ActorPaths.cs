using ActorServe.Shared.Identity;

namespace ActorServe.Shared.Hosting;

/// <summary>Where the actors are that other nodes look up.</summary>
public static class ActorPaths
{
    /// <summary>The name of every ActorSystem of a cluster.</summary>
    public const string SystemName = "actorserve";

    /// <summary>Starts and stops the replicas of a replica node.</summary>
    public const string ReplicaNode = "/user/replica-node";

    /// <summary>Tells which replicas a replica node has.</summary>
    public const string ReplicaDirectory = "/user/replica-directory";

    /// <summary>Tells what a node has logged lately.</summary>
    public const string Logs = "/user/" + LogsName;

    /// <summary>The name of that actor.</summary>
    public const string LogsName = "logs";

    /// <summary>The name of the controller singleton; its proxy is <c>/user/controller-proxy</c>.</summary>
    public const string Controller = "controller";

    /// <summary>The name of a gateway's actor.</summary>
    public const string Gateway = "gateway";

    /// <summary>The name of a process's router of a deployment.</summary>
    // No name has a tilde, so that a-b and c never meet a and b-c.
    public static string Router(DeploymentId deployment) => $"{RouterPrefix}{deployment.Application}~{deployment.Name}";

    /// <summary>All routers beside each other.</summary>
    public const string AnyRouter = RouterPrefix + "*";

    private const string RouterPrefix = "router-";

    /// <summary>Whose router has this name.</summary>
    public static string ApplicationOfRouter(string name) => name[RouterPrefix.Length..].Split('~')[0];
}

/// <summary>The roles of nodes.</summary>
public static class Roles
{
    /// <summary>Cluster seed and control plane.</summary>
    public const string Seed = "seed";

    /// <summary>Hosts replicas.</summary>
    public const string Replica = "replica";

    /// <summary>Takes records and requests in.</summary>
    public const string Gateway = "gateway";
}
