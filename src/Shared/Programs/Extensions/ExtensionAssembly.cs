using System.Reflection;

namespace ActorServe.Shared.Programs.Extensions;

/// <summary>Finds extensions.</summary>
public static class ExtensionAssembly
{
    /// <summary>
    /// Looks for it in the program's own folder and nowhere else, which whoever may write there owns already: no setting names a path.
    /// </summary>
    /// <param name="assembly">The name of its assembly.</param>
    public static Extension<T> Find<T>(string assembly)
        where T : class => FindIn<T>(AppContext.BaseDirectory, assembly);

    internal static Extension<T> FindIn<T>(string folder, string assembly)
        where T : class
    {
        var file = Path.Combine(folder, assembly + ".dll");
        if (!File.Exists(file)) return new Extension<T>(null, null);
        try
        {
            // LoadFrom, so that what it needs is looked for beside it, though the program was built without it.
            return Of<T>(Assembly.LoadFrom(file));
        }
        catch (Exception failure) when (failure is BadImageFormatException or IOException or ReflectionTypeLoadException
            or TypeLoadException or TargetInvocationException or MissingMethodException)
        {
            return Unusable<T>(file, Reason(failure));
        }
    }

    private static Extension<T> Of<T>(Assembly assembly)
        where T : class
    {
        var classes = assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false });
        var types = classes.Where(typeof(T).IsAssignableFrom).ToList();
        return types is [var only]
            ? new Extension<T>((T)Activator.CreateInstance(only)!, null)
            : Unusable<T>(assembly.Location, $"it has {types.Count} classes that are {typeof(T).Name}; expected 1");
    }

    private static Extension<T> Unusable<T>(string file, string reason)
        where T : class => new(null, $"{file} cannot be used: {reason.TrimEnd('.', ' ')}");

    private static string Reason(Exception failure) => failure switch
    {
        ReflectionTypeLoadException { LoaderExceptions: [{ } first, ..] } => first.Message,
        TargetInvocationException { InnerException: { } inner } => inner.Message,
        _ => failure.Message,
    };
}
