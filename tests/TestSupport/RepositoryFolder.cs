namespace ActorServe.TestSupport;

/// <summary>Finds the files of the repository that the tests were built in.</summary>
public static class RepositoryFolder
{
    /// <summary>The folder of <c>ActorServe.sln</c>.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>A file or folder below it.</summary>
    public static string File(string path) => Path.Combine(Root, path);

    /// <summary>The C# files of a folder below it, without what a build makes.</summary>
    public static IEnumerable<string> Sources(string folder) => Directory
        .EnumerateFiles(File(folder), "*.cs", SearchOption.AllDirectories)
        .Where(path => !Path.GetRelativePath(Root, path).Split(Path.DirectorySeparatorChar)
            .Any(part => part is "bin" or "obj" or "artifacts"));

    private static string Find(string folder) =>
        System.IO.File.Exists(Path.Combine(folder, "ActorServe.sln")) ? folder
        : Find(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("No folder above the tests has ActorServe.sln."));
}
