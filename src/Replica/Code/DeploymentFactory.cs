using System.Reflection;
using ActorServe.Deployments;
using ActorServe.Replica.Inference;

namespace ActorServe.Replica.Code;

/// <summary>Finds a class in a loaded assembly and makes an instance of it. Every failure says what is wrong, and what may be meant.</summary>
internal static class DeploymentFactory
{
    private static readonly Type[] WithContext = [typeof(DeploymentContext)];

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

    private static List<string> NearNames(List<Type> types, string name)
    {
        var deployments = types.Where(t => typeof(IDeployment).IsAssignableFrom(t) && !t.IsAbstract).ToList();
        var near = deployments.Where(t => IsNear(t.FullName!, name) || IsNear(t.Name, name[(name.LastIndexOf('.') + 1)..])).ToList();
        return [.. (near.Count > 0 ? near : deployments).Select(t => t.FullName!).Order(StringComparer.Ordinal).Take(3)];
    }

    private static ModelLoadException NotADeployment(Type type, ImportPath path) => new(
        type.GetInterfaces().Any(i => i.FullName == typeof(IDeployment).FullName)
            ? $"{path}: the class implements another assembly's {typeof(IDeployment).FullName}; reference the package ActorServe.Deployments."
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

    private static bool IsNear(string name, string wanted) => Distance(name.ToUpperInvariant(), wanted.ToUpperInvariant()) <= 1 + wanted.Length / 5;

    // Levenshtein's: how many letters to insert, delete or replace.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
