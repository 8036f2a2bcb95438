using System.Text.Json.Nodes;

namespace ActorServe.Cli.Control;

/// <summary>How many replicas: in the whole cluster, or on each replica node.</summary>
internal readonly record struct ReplicaNumber(int Number, bool IsPerNode)
{
    /// <summary>The word of the application file for the number.</summary>
    public string Key => KeyOf(IsPerNode);

    /// <summary>The word for the other kind of number, which may not stand beside it.</summary>
    public string OtherKey => KeyOf(!IsPerNode);

    /// <inheritdoc/>
    public override string ToString() => $"{Key} {Number}";

    private static string KeyOf(bool isPerNode) => isPerNode ? "replicas_per_node" : "num_replicas";
}

/// <summary>What is deployed, with another number of replicas. Pure.</summary>
internal static class ScaledFile
{
    /// <summary>Sets the number, and nothing else.</summary>
    /// <param name="file">An application file; it is changed.</param>
    /// <param name="name"><c>application</c>, which has one deployment, or <c>application/deployment</c>.</param>
    /// <param name="number">The number.</param>
    /// <returns>What was done, for people.</returns>
    /// <exception cref="CommandFailedException">There is no such deployment.</exception>
    public static string Scale(JsonObject file, string name, ReplicaNumber number)
    {
        var deployment = Find(file, name);
        var before = NumberOf(deployment);
        deployment.Remove(number.OtherKey);
        deployment[number.Key] = number.Number;
        return $"{name.Split('/')[0]}/{NameOf(deployment)}: {before} -> {number}";
    }

    /// <summary>Whether there is such a deployment, and it has that number.</summary>
    public static bool Has(JsonObject file, string name, ReplicaNumber number)
    {
        try
        {
            return NumberOf(Find(file, name)) == number.ToString();
        }
        catch (CommandFailedException)
        {
            return false;
        }
    }

    private static JsonObject Find(JsonObject file, string name)
    {
        var parts = name.Split('/', 2);
        var application = Find(Items(file, "applications"), parts[0], "application");
        var deployments = Items(application, "deployments");
        if (parts.Length == 1 && deployments.Count > 1)
        {
            var all = string.Join(", ", deployments.Select(d => $"{name}/{NameOf(d)}"));
            throw new CommandFailedException($"{name} has {deployments.Count} deployments; expected one of {all}");
        }

        return parts.Length == 1 ? deployments[0] : Find(deployments, parts[1], $"deployment of {parts[0]}");
    }

    private static string NumberOf(JsonObject deployment) =>
        deployment["num_replicas"] is { } inAll ? $"num_replicas {inAll}" : $"replicas_per_node {deployment["replicas_per_node"] ?? 1}";

    private static List<JsonObject> Items(JsonObject of, string key) => [.. of[key]!.AsArray().Select(item => item!.AsObject())];

    private static string NameOf(JsonObject item) => (string)item["name"]!;

    private static JsonObject Find(List<JsonObject> items, string name, string what)
    {
        var all = items.Count == 0 ? "nothing is deployed" : $"expected one of {string.Join(", ", items.Select(NameOf))}";
        return items.Find(item => NameOf(item) == name) ?? throw new CommandFailedException($"there is no {what} {name}; {all}");
    }
}
