namespace ActorServe.Shared.Configuration.Reading;

/// <summary>Names places in a file: <c>applications[0].kafka.input.topic</c>.</summary>
internal static class Places
{
    /// <summary>The file as a whole.</summary>
    public const string File = "file";

    /// <summary>A place for people: the topmost has no path of its own.</summary>
    public static string Name(string path) => path.Length == 0 ? File : path;

    /// <summary>An item of a list.</summary>
    public static string Item(string path, int index) => $"{path}[{index}]";

    /// <summary>A key of a mapping; one that is no plain word stands in brackets, so that dots in it divide nothing.</summary>
    public static string Key(string path, string key)
    {
        if (key.Length is 0 or > 60 || !key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-'))
            return $"{path}[{Words.Show(key)}]";

        return path.Length == 0 ? key : $"{path}.{key}";
    }
}
