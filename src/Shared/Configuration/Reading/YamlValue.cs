using System.Collections.Immutable;

namespace ActorServe.Shared.Configuration.Reading;

/// <summary>A value of a YAML file and where it stands.</summary>
/// <param name="Line">Its line, from 1.</param>
internal abstract record YamlValue(int Line);

/// <summary>A word, a number or a text.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Text">As it stands in the file, without quotes.</param>
/// <param name="IsQuoted">A quoted or block scalar is always a text; a plain one may be a number, a truth value or nothing.</param>
internal sealed record YamlScalar(int Line, string Text, bool IsQuoted) : YamlValue(Line)
{
    /// <summary>Nothing was written, or YAML's word for it.</summary>
    public bool IsNull => !IsQuoted && Text is ("" or "~" or "null" or "Null" or "NULL");

    /// <summary>True or false, or null where it is neither.</summary>
    public bool? Truth => IsQuoted ? null : Text switch
    {
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => null,
    };
}

/// <summary>A key of a mapping, its place, and its value.</summary>
internal sealed record YamlEntry(string Key, int Line, YamlValue Value);

/// <summary>Keys and values, in the order of the file; no key occurs twice.</summary>
internal sealed record YamlMapping(int Line, ImmutableArray<YamlEntry> Entries) : YamlValue(Line);

/// <summary>A list.</summary>
internal sealed record YamlSequence(int Line, ImmutableArray<YamlValue> Items) : YamlValue(Line);

/// <summary>A value that is already among the problems: nothing more is said about it.</summary>
internal sealed record YamlUnusable(int Line) : YamlValue(Line);
