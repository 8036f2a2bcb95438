using System.Reflection;
using ActorServe.Replica.Code;
using ActorServe.Replica.Inference;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;

namespace ActorServe.Replica.Pinning;

/// <summary>Which file a deployment means on this node, and whether it is the one that all nodes run.</summary>
internal sealed class ModelPins(ModelRoot root)
{
    private readonly FileDigests _digests = new();

    /// <summary>The file that is here. Blocks while it is read.</summary>
    /// <exception cref="ModelLoadException">There is none.</exception>
    public ModelPin Resolve(DeploymentConfig deployment)
    {
        var (path, version) = Find(root.Locate(deployment));
        return new ModelPin(version, Digest(path));
    }

    /// <summary>The deployment with this node's own paths, and the version that it is pinned to. Blocks while the file is read.</summary>
    /// <exception cref="ModelLoadException">The file is not here, or is another one.</exception>
    public DeploymentConfig Check(DeploymentConfig deployment, ModelPin? pin)
    {
        var located = root.Locate(deployment);
        if (pin is null) return located;

        if (located.Model is not null) located = located with { Version = pin.Version };
        var (path, _) = Find(located);
        var digest = Digest(path);
        return digest == pin.Digest ? located : throw new ModelLoadException(
            $"{path} is not the file that this deployment is pinned to: its SHA-256 is {digest[..12]}…, "
            + $"and {pin.Digest[..Math.Min(12, pin.Digest.Length)]}… is wanted. "
            + "Bring the same file to every node; a new file needs a version of its own, or the application deleted and deployed again.");
    }

    private static (string Path, string Version) Find(DeploymentConfig deployment)
    {
        if (deployment.Model is { } model)
        {
            var file = ModelFile.Find(model, deployment.Version);
            return (file.Path, file.Version.Version);
        }

        var import = ImportPath.Parse(
            deployment.ImportPath ?? throw new ModelLoadException($"Deployment '{deployment.Name}' names no model and no class."));
        return File.Exists(import.Assembly)
            ? (import.Assembly, VersionOf(import))
            : throw new ModelLoadException($"{import}: there is no such file.");
    }

    private static string VersionOf(ImportPath import)
    {
        try
        {
            return AssemblyName.GetAssemblyName(import.Assembly).Version?.ToString() ?? "";
        }
        catch (BadImageFormatException cause)
        {
            throw new ModelLoadException($"{import}: the file is not a .NET assembly.", cause);
        }
    }

    private string Digest(string path)
    {
        try
        {
            return _digests.Of(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"{path} cannot be read: {cause.Message}", cause);
        }
    }
}
