using ActorServe.Replica.Code;
using ActorServe.Replica.Inference;
using ActorServe.Shared.Configuration;

namespace ActorServe.Replica.Pinning;

/// <summary>The folder that a node's models and assemblies are below; null lets a deployment name any file of the machine.</summary>
internal sealed class ModelRoot(string? folder)
{
    private readonly string? _folder = folder is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    /// <summary>What to tell of a folder that is not there; null where it is. It may be mounted later.</summary>
    public string? Absence() => _folder is null || Directory.Exists(_folder)
        ? null
        : $"ModelRoot is '{_folder}', which is not there (yet): no model or assembly can be loaded until it is.";

    /// <summary>The deployment with this node's own paths.</summary>
    /// <exception cref="ModelLoadException">A path leads out of the folder.</exception>
    public DeploymentConfig Locate(DeploymentConfig deployment)
    {
        if (deployment.Model is { } model) return deployment with { Model = Locate(model) };
        if (deployment.ImportPath is not { } text) return deployment;

        var import = ImportPath.Split(text);
        return deployment with { ImportPath = $"{Locate(import.Assembly)}:{import.Type}" };
    }

    private string Locate(string path)
    {
        if (_folder is null) return Path.GetFullPath(path);

        var full = Path.GetFullPath(path, _folder);
        if (Folders.Contains(_folder, full)) return full;
        throw new ModelLoadException($"{path} is not below this node's model root, {_folder}.");
    }
}
