using System.Reflection;
using ActorServe.Deployments;
using ActorServe.Replica.Inference;
using ActorServe.Shared.Configuration;

namespace ActorServe.Replica.Code;

/// <summary>
/// Finds a class in a loaded assembly and makes an instance of it. Every failure says what is wrong, and what may be meant.
/// </summary>
internal static class DeploymentFactory
{
    private static readonly Type[] WithContext = [typeof(DeploymentContext)];
    private static readonly char[] BeforeOwnName = ['.', '+'];

    /// <summary>The class that the path names, which <see cref="Create"/> could make an instance of.</summary>
    /// <exception cref="ModelLoadException">There is no such class, or it is no deployment.</exception>
    public static Type TypeOf(Assembly assembly, ImportPath path)
    {
        var type = Find(assembly, path);
        if (!typeof(IDeployment).IsAssignableFrom(type)) throw NotADeployment(type, path);
        if (type.IsAbstract || type.ContainsGenericParameters) throw new ModelLoadException($"{path}: the class is abstract or generic.");
        if (type.GetConstructor(WithContext) is not null || type.GetConstructor(Type.EmptyTypes) is not null) return type;

        throw new ModelLoadException(
            $"{path}: no suitable constructor. It needs a public one without parameters, or one that takes a {nameof(DeploymentContext)}.");
    }

    /// <summary>Makes an instance of the class that the path names.</summary>
    /// <exception cref="ModelLoadException">There is no such class, it is no deployment, or its constructor threw.</exception>
    public static IDeployment Create(Assembly assembly, ImportPath path, DeploymentContext context)
    {
        var type = TypeOf(assembly, path);
        try
        {
            return type.GetConstructor(WithContext) is { } withContext
                ? (IDeployment)withContext.Invoke([context])
                : (IDeployment)type.GetConstructor(Type.EmptyTypes)!.Invoke([]);
        }
        catch (TargetInvocationException thrown) when (thrown.InnerException is { } cause)
        {
            throw new ModelLoadException($"{path}: its constructor threw {cause.GetType().Name}: {cause.Message}", cause);
        }
    }

    private static Type Find(Assembly assembly, ImportPath path)
    {
        if (assembly.GetType(path.Type) is { } exact) return exact;

        var types = TypesOf(assembly);
        var named = types.Where(t => t.Name == path.Type).ToList();
        if (named.Count == 1) return named[0];

        var near = NearNames(types, path.Type);
        var hint = near.Count > 0 ? $" Did you mean {string.Join(" or ", near)}?" : "";
        throw new ModelLoadException($"{path}: the assembly has no such type.{hint}");
    }

    // By the class's own name: classes of one namespace have most letters of their full names in common.
    private static List<string> NearNames(List<Type> types, string name)
    {
        var deployments = types.Where(t => typeof(IDeployment).IsAssignableFrom(t) && !t.IsAbstract).ToList();
        var near = Spelling.Near(name[(name.LastIndexOfAny(BeforeOwnName) + 1)..], deployments, t => t.Name).ToList();
        var meant = near.Count > 0 ? near : [.. deployments.OrderBy(t => t.FullName, StringComparer.Ordinal)];
        return [.. meant.Select(t => t.FullName!).Take(3)];
    }

    private static ModelLoadException NotADeployment(Type type, ImportPath path) => new(
        type.GetInterfaces().Any(i => i.FullName == typeof(IDeployment).FullName)
            ? $"{path}: the class implements another assembly's {typeof(IDeployment).FullName}; "
                + "reference the package ActorServe.Deployments."
            : $"{path}: the class does not implement {typeof(IDeployment).FullName}.");

    private static List<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return [.. assembly.GetTypes()];
        }
        catch (ReflectionTypeLoadException partly)
        {
            return [.. partly.Types.OfType<Type>()];
        }
    }
}
