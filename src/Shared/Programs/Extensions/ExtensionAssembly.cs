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
        var file = FileIn(folder, assembly);
        if (!File.Exists(file)) return new Extension<T>(null, null);
        try
        {
            // LoadFrom, so that what it needs is looked for beside it, though the program was built without it.
            return Of<T>(file, Assembly.LoadFrom(file));
        }
        catch (Exception failure) when (failure is BadImageFormatException or IOException or ReflectionTypeLoadException
            or TypeLoadException or TargetInvocationException or MissingMethodException)
        {
            var isLoaded = failure is TargetInvocationException or MissingMethodException;
            return Unusable<T>(file, isLoaded ? "it cannot be made" : "it cannot be loaded", Reason(failure));
        }
    }

    /// <summary>One that is there and cannot be used: where it is and what was thrown are for the log alone.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="reason">Words of ours.</param>
    /// <param name="thrown">Words of whoever threw, which may have paths.</param>
    public static Extension<T> Unusable<T>(string file, string reason, string thrown)
        where T : class => new(
            null, $"{Path.GetFileName(file)} cannot be used: {reason}; the log of the program's start has more",
            $"{file} cannot be used: {reason}: {thrown.TrimEnd('.', ' ')}");

    /// <summary>Where the assembly of an extension is, if it is there.</summary>
    public static string FileOf(string assembly) => FileIn(AppContext.BaseDirectory, assembly);

    private static string FileIn(string folder, string assembly) => Path.Combine(folder, assembly + ".dll");

    private static Extension<T> Of<T>(string file, Assembly assembly)
        where T : class
    {
        var classes = assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false });
        var types = classes.Where(typeof(T).IsAssignableFrom).ToList();
        return types is [var only]
            ? new Extension<T>((T)Activator.CreateInstance(only)!, null)
            : Miscounted<T>(file, types.Count);
    }

    private static Extension<T> Miscounted<T>(string file, int classes)
        where T : class
    {
        var reason = $"cannot be used: it has {classes} classes that are {typeof(T).Name}; expected 1";
        return new Extension<T>(null, $"{Path.GetFileName(file)} {reason}", $"{file} {reason}");
    }

    private static string Reason(Exception failure) => failure switch
    {
        ReflectionTypeLoadException { LoaderExceptions: [{ } first, ..] } => first.Message,
        TargetInvocationException { InnerException: { } inner } => inner.Message,
        _ => failure.Message,
    };
}
