using ActorServe.Replica.Inference;

namespace ActorServe.Replica.Code;

/// <summary>Where a class is: <c>assembly path:Type</c>.</summary>
/// <param name="Assembly">The assembly's full path.</param>
/// <param name="Type">The type's full name; its own name does where only one has it.</param>
internal readonly record struct ImportPath(string Assembly, string Type)
{
    /// <summary>Reads it. The last colon counts, because a path may have one of its own (<c>C:\</c>).</summary>
    /// <exception cref="ModelLoadException">It is not of that form.</exception>
    public static ImportPath Parse(string text)
    {
        var (assembly, type) = Split(text);
        return new ImportPath(Path.GetFullPath(assembly), type);
    }

    /// <summary>Its two parts, the path as it stands.</summary>
    /// <exception cref="ModelLoadException">It is not of that form.</exception>
    public static (string Assembly, string Type) Split(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || colon == text.Length - 1)
        {
            throw new ModelLoadException($"import_path '{text}' is not of the form 'assembly path:Type'.");
        }

        return (text[..colon], text[(colon + 1)..]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Assembly}:{Type}";
}
