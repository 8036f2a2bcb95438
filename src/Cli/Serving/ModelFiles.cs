using ActorServe.Replica.Code;
using ActorServe.Replica.Inference;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;

namespace ActorServe.Cli.Serving;

/// <summary>Where a deployment's model or class is on this machine.</summary>
/// <param name="Deployment">Whose.</param>
/// <param name="IsThere">It was found.</param>
/// <param name="Text">The file, or what is missing.</param>
internal sealed record FoundFile(DeploymentId Deployment, bool IsThere, string Text);

/// <summary>Looks for the files that an application file names, as a replica would.</summary>
internal static class ModelFiles
{
    /// <summary>One for each deployment.</summary>
    public static IEnumerable<FoundFile> Look(ServeConfig config) =>
        config.Applications.SelectMany(a => a.Deployments.Select(d => Look(new DeploymentId(a.Name, d.Name), d)));

    private static FoundFile Look(DeploymentId id, DeploymentConfig deployment)
    {
        try
        {
            return deployment.ImportPath is { } import ? Look(id, ImportPath.Parse(import)) : Look(id, ModelFile.Find(deployment.Model!, deployment.Version));
        }
        catch (ModelLoadException missing)
        {
            return new FoundFile(id, false, missing.Message);
        }
    }

    private static FoundFile Look(DeploymentId id, ImportPath import) => File.Exists(import.Assembly)
        ? new FoundFile(id, true, $"class {import.Type} of {import.Assembly}")
        : new FoundFile(id, false, $"{import.Assembly}: there is no such file.");

    private static FoundFile Look(DeploymentId id, ModelFile file) => new(id, true, $"{file.Path}, version {file.Version.Version}");
}
