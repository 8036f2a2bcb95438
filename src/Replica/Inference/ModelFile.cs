using System.Globalization;
using ActorServe.Shared.Identity;

namespace ActorServe.Replica.Inference;

/// <summary>
/// The file that <c>model</c> and <c>version</c> name. A folder has a folder for each version with a <c>model.onnx</c> in it; the highest
/// version is meant where none is named: numbers, also with dots (<c>1.10</c> is above <c>1.9</c>), and no other names. A plain file
/// has the one version <c>1</c>.
/// </summary>
internal sealed record ModelFile(string Path, ModelVersion Version)
{
    private const string FileName = "model.onnx";

    /// <summary>Finds it.</summary>
    /// <exception cref="ModelLoadException">There is none.</exception>
    public static ModelFile Find(string model, string? version)
    {
        if (File.Exists(model)) return Plain(model, version);
        if (!Directory.Exists(model)) throw new ModelLoadException($"{model}: there is no such file or folder.");
        var name = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(model));
        var chosen = version is null ? Highest(model) : Named(model, version);
        return new ModelFile(System.IO.Path.Combine(model, chosen, FileName), new ModelVersion(name, chosen));
    }

    private static ModelFile Plain(string model, string? version)
    {
        if (version is not null and not "1")
            throw new ModelLoadException($"{model}: version '{version}' is asked for, and a plain file has version 1 only.");
        return new ModelFile(model, new ModelVersion(System.IO.Path.GetFileNameWithoutExtension(model), "1"));
    }

    private static string Named(string model, string version)
    {
        if (version is "." or ".." || version.AsSpan().IndexOfAny('/', '\\') >= 0)
            throw new ModelLoadException($"{model}: '{version}' is no version.");
        var file = System.IO.Path.Combine(model, version, FileName);
        return File.Exists(file)
            ? version
            : throw new ModelLoadException($"{file}: version '{version}' is not there. Versions: {List(model)}.");
    }

    private static string Highest(string model)
    {
        return Versions(model)
            .Where(version => Parts(version) is not null)
            .MaxBy(version => Parts(version), Comparer<long[]?>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)))
            ?? throw new ModelLoadException(
                $"{model}: there is no folder <version>/{FileName} whose name is a number. Versions: {List(model)}.");
    }

    private static IEnumerable<string> Versions(string model) => Directory.EnumerateDirectories(model)
        .Where(folder => File.Exists(System.IO.Path.Combine(folder, FileName)))
        .Select(folder => System.IO.Path.GetFileName(folder)!)
        .Order(StringComparer.Ordinal);

    private static string List(string model) => string.Join(", ", Versions(model).DefaultIfEmpty("none"));

    private static long[]? Parts(string version)
    {
        var parts = version.Split('.')
            .Select(part => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)
            .ToArray();
        return parts.Contains(-1) ? null : parts;
    }
}
