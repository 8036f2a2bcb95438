using System.Reflection;
using System.Runtime.Loader;
using ActorServe.Deployments;

namespace ActorServe.Replica.Code;

/// <summary>
/// Loads one replica's assembly and what it brings along, apart from the host's and other replicas' versions of the same. Only the
/// contract is shared: it must be the host's, or no class would implement it.
/// </summary>
internal sealed class DeploymentLoadContext(string assembly) : AssemblyLoadContext(Path.GetFileName(assembly), isCollectible: true)
{
    private static readonly string? Contract = typeof(IDeployment).Assembly.GetName().Name;

    private readonly AssemblyDependencyResolver _resolver = new(assembly);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == Contract) return null;
        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : nint.Zero;
}
