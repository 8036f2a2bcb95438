using System.Reflection;
using ActorServe.Deployments;
using ActorServe.Replica.Inference;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using Microsoft.Extensions.Logging;

namespace ActorServe.Replica.Code;

/// <summary>Loads C# deployments: an instance, and an assembly of its own, for each replica.</summary>
internal sealed class CodeModelStore(DeploymentId deployment, ILoggerFactory logs) : IModelStore
{
    /// <inheritdoc/>
    public Task<IModelLease> AcquireAsync(DeploymentConfig deployment, CancellationToken cancellation) =>
        // A thread of its own: a constructor may read gigabytes, and blocks as long as that takes.
        Task.Factory.StartNew<IModelLease>(() => Load(deployment), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>
    /// Looks whether the class is there and is a deployment, without making an instance of it; returns its full name and version.
    /// </summary>
    /// <exception cref="ModelLoadException">It could not be loaded.</exception>
    public static ModelVersion Check(string importPath)
    {
        var path = ImportPath.Parse(importPath);
        return InContext(path, (assembly, context) =>
        {
            var version = new ModelVersion(DeploymentFactory.TypeOf(assembly, path).FullName!, VersionOf(assembly));
            context.Unload();
            return version;
        });
    }

    private CodeModelLease Load(DeploymentConfig config)
    {
        var path = ImportPath.Parse(config.ImportPath ?? throw new ModelLoadException($"{deployment} has no import_path."));
        return InContext(path, (assembly, context) =>
        {
            var told = new DeploymentContext(deployment.Application, deployment.Name, config.UserConfig);
            var instance = DeploymentFactory.Create(assembly, path, told);
            var version = new ModelVersion(instance.GetType().FullName!, VersionOf(assembly));
            return new CodeModelLease(new CodeModel(instance, version, new FailureLog(deployment, logs)), context);
        });
    }

    private static T InContext<T>(ImportPath path, Func<Assembly, DeploymentLoadContext, T> use)
    {
        if (!File.Exists(path.Assembly)) throw new ModelLoadException($"{path}: there is no such file.");

        var context = new DeploymentLoadContext(path.Assembly);
        try
        {
            return use(context.LoadFromAssemblyPath(path.Assembly), context);
        }
#pragma warning disable CA1031 // Whatever a foreign assembly does when it is loaded is the reason why it does not load.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            context.Unload();
            throw cause as ModelLoadException ?? new ModelLoadException($"{path}: {Reason(cause)}", cause);
        }
    }

    private static string Reason(Exception cause) => cause switch
    {
        BadImageFormatException => "the file is not a .NET assembly.",
        FileNotFoundException missing => $"it needs {missing.FileName}, which is not beside it.",
        _ => $"it does not load: {cause.GetType().Name}: {cause.Message}",
    };

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? assembly.GetName().Version?.ToString() ?? "0";
}
