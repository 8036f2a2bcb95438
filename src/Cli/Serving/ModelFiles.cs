using ActorServe.Replica.Code;
using ActorServe.Replica.Inference;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServe.Cli.Serving;

/// <summary>A deployment's model or class on this machine.</summary>
/// <param name="Deployment">Whose.</param>
/// <param name="Path">Where the application file names it.</param>
/// <param name="CanServe">It was found and is one.</param>
/// <param name="Text">What it is, or what is wrong with it.</param>
internal sealed record FoundModel(DeploymentId Deployment, string Path, bool CanServe, string Text);

/// <summary>
/// Opens the models that an application file names and finds its classes, as a replica would; makes no instance of a class and runs no
/// model.
/// </summary>
internal static class ModelFiles
{
    /// <summary>One for each deployment.</summary>
    public static async Task<IReadOnlyList<FoundModel>> LookAsync(ServeConfig config)
    {
        var found = new List<FoundModel>();
        foreach (var (a, application) in config.Applications.Index())
        {
            foreach (var (d, deployment) in application.Deployments.Index())
            {
                var id = new DeploymentId(application.Name, deployment.Name);
                // Off the caller's thread: a model may take seconds.
                found.Add(await Task.Run(() => LookAsync(id, deployment, $"applications[{a}].deployments[{d}]")));
            }
        }

        return found;
    }

    private static async Task<FoundModel> LookAsync(DeploymentId id, DeploymentConfig deployment, string place)
    {
        var path = $"{place}.{(deployment.ImportPath is null ? "model" : "import_path")}";
        try
        {
            return new FoundModel(id, path, true, deployment.ImportPath is { } import ? Class(import) : await ModelAsync(deployment));
        }
        catch (ModelLoadException refusal)
        {
            return new FoundModel(id, path, false, refusal.Message);
        }
    }

    private static string Class(string import)
    {
        var version = CodeModelStore.Check(import);
        return $"class {version.Name} of {ImportPath.Parse(import).Assembly}, version {version.Version}";
    }

    private static async Task<string> ModelAsync(DeploymentConfig deployment)
    {
        var file = ModelFile.Find(deployment.Model!, deployment.Version);
        await using var model = OnnxLoader.Load(file, deployment.Session, concurrentBatches: 1, NullLogger.Instance);
        return $"{file.Path}, version {file.Version.Version}: {model.Signature}";
    }
}
