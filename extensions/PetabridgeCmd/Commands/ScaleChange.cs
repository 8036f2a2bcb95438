using System.Collections.Immutable;
using ActorServe.Shared.Configuration;

namespace ActorServe.PetabridgeCmd.Commands;

/// <summary>Another number of replicas, in all that should run. Pure.</summary>
/// <param name="Config">What should run then; null where it cannot be.</param>
/// <param name="Deployment">The deployment that it is about.</param>
/// <param name="Problem">Why it cannot be, for a person.</param>
internal sealed record ScaleChange(ServeConfig? Config, string Deployment, string? Problem)
{
    /// <summary>What changes by a command.</summary>
    public static ScaleChange Of(ServeConfig config, ServeCommand.Scale scale)
    {
        if (config.Applications.FirstOrDefault(a => a.Name == scale.Application) is not { } application)
            return Refused($"there is no application '{scale.Application}'; there {Listed(config.Applications.Select(a => a.Name))}");

        var names = application.Deployments.Select(d => d.Name);
        if (scale.Deployment is null && application.Deployments.Length != 1)
            return Refused($"-d is missing: {application.Name} has several deployments; there {Listed(names)}");
        var deployment = application.Deployments.FirstOrDefault(d => d.Name == (scale.Deployment ?? d.Name));
        if (deployment is null) return Refused($"{application.Name} has no deployment '{scale.Deployment}'; there {Listed(names)}");

        var scaled = deployment with { NumReplicas = scale.Replicas, ReplicasPerNode = null };
        var changed = application with { Deployments = application.Deployments.Replace(deployment, scaled) };
        var changedConfig = new ServeConfig(config.Applications.Replace(application, changed));
        return new ScaleChange(changedConfig, $"{application.Name}/{deployment.Name}", null);
    }

    private static ScaleChange Refused(string problem) => new(null, "", problem);

    private static string Listed(IEnumerable<string> names) => names.ToImmutableArray() switch
    {
        [] => "is none",
        [var only] => $"is {only}",
        var several => $"are {string.Join(", ", several)}",
    };
}
