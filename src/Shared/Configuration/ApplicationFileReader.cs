using System.Text;
using ActorServe.Shared.Configuration.Reading;

namespace ActorServe.Shared.Configuration;

/// <summary>Reads application files, and reports everything that is wrong with one at once.</summary>
public static class ApplicationFileReader
{
    /// <summary>The largest file that is read: 1 MiB.</summary>
    public const int MaxBytes = 1 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Reads the file at <paramref name="path"/>, whose relative paths are below its folder; never throws for what it is.
    /// </summary>
    public static ApplicationFileResult Read(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            using var file = new FileStream(full, FileMode.Open, FileAccess.Read);
            var bytes = new byte[MaxBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length > MaxBytes ? Unreadable(TooLarge) : ParseUtf8(bytes.AsSpan(0, length), Path.GetDirectoryName(full)!);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Unreadable(Directory.Exists(full) ? "is a folder; expected a file" : $"is not there: {full}");
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            return Unreadable(Directory.Exists(full) ? "is a folder; expected a file" : $"cannot be read: {refused.Message}");
        }
    }

    /// <summary>Reads a file's text, YAML or JSON.</summary>
    /// <param name="text">What the file says.</param>
    /// <param name="baseDirectory">
    /// The folder that relative paths of models and assemblies are below. Null leaves them relative, to a folder that each node has of its
    /// own; they may still not lead out of it.
    /// </param>
    public static ApplicationFileResult Parse(string text, string? baseDirectory)
    {
        if (text.Length > MaxBytes) return Unreadable(TooLarge);
        if (text.Contains('\0', StringComparison.Ordinal)) return Unreadable("is not a text file");

        var problems = new ProblemList();
        var root = YamlTree.Read(text, problems);
        if (root is null) return problems.ResultFor(null);
        if (root is YamlScalar { IsNull: true } or not YamlMapping)
        {
            problems.Error(Places.File, root.Line, "has no keys; expected a list of applications under 'applications:'");
            return problems.ResultFor(null);
        }

        return problems.ResultFor(ApplicationReading.Read(new Section((YamlMapping)root, "", problems), new FilePaths(baseDirectory))) with
        {
            Lines = ValueLines.Of(root),
        };
    }

    private static string TooLarge => $"is larger than {MaxBytes} bytes";

    private static ApplicationFileResult ParseUtf8(ReadOnlySpan<byte> bytes, string folder)
    {
        try
        {
            var text = StrictUtf8.GetString(bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes);
            return Parse(text, folder) with { Text = text };
        }
        catch (DecoderFallbackException)
        {
            return Unreadable("is not UTF-8 text");
        }
    }

    private static ApplicationFileResult Unreadable(string why)
    {
        var problems = new ProblemList();
        problems.Error(Places.File, 1, why);
        return problems.ResultFor(null);
    }
}
