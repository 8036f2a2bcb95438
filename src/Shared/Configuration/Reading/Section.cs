using System.Collections.Immutable;
using System.Globalization;

namespace ActorServe.Shared.Configuration.Reading;

/// <summary>
/// A mapping of the file that is being read: one method a kind of value, each of which says what is wrong and goes on with a default,
/// so that one reading finds every problem. Every key that is asked for is known; <see cref="RefuseUnknownKeys"/> reports the others.
/// </summary>
internal sealed class Section
{
    private readonly Dictionary<string, YamlEntry> _entries;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly ProblemList _problems;
    private readonly int _line;

    public Section(YamlMapping mapping, string path, ProblemList problems)
    {
        _entries = mapping.Entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        _line = mapping.Line;
        _problems = problems;
        Path = path;
    }

    /// <summary>Where the mapping stands.</summary>
    public string Path { get; }

    /// <summary>Whether the file has the key, whatever its value.</summary>
    public bool Has(string key)
    {
        _known.Add(key);
        return _entries.ContainsKey(key);
    }

    /// <summary>The line of the key's value, or of the mapping where the file does not have it.</summary>
    public int LineOf(string key) => _entries.TryGetValue(key, out var entry) ? entry.Value.Line : _line;

    /// <summary>The value of <paramref name="key"/> cannot be used.</summary>
    public void Error(string key, string message) => _problems.Error(Places.Key(Path, key), LineOf(key), message);

    /// <summary>The value of <paramref name="key"/> is probably not meant.</summary>
    public void Warn(string key, string message) => _problems.Warning(Places.Key(Path, key), LineOf(key), message);

    /// <summary>A value whose kind the caller looks at, or null where the file does not have it.</summary>
    public YamlValue? Value(string key)
    {
        if (!Has(key)) return null;

        var value = _entries[key].Value;
        if (value is not YamlScalar { IsNull: true }) return value is YamlUnusable ? null : value;

        Error(key, "has no value; give it one, or leave the key out for its default");
        return null;
    }

    /// <summary>A text, or null where the file has none.</summary>
    public string? Text(string key)
    {
        switch (Value(key))
        {
            case null: return null;
            case YamlScalar { Text: var text } when !string.IsNullOrWhiteSpace(text): return text;
            case var other: return Mismatch<string>(key, other, "a text");
        }
    }

    /// <summary>A text that must be there.</summary>
    /// <returns>Null where there is none, which is among the problems then.</returns>
    public string? RequiredText(string key, string expected)
    {
        if (!Has(key)) Error(key, $"is missing; expected {expected}");

        return Text(key);
    }

    /// <summary>A whole number within bounds, or null where the file has none.</summary>
    public long? Number(string key, long min, long max)
    {
        var value = Value(key);
        if (value is null) return null;

        var expected = string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}");
        if (value is YamlScalar { IsQuoted: false } scalar
            && long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max)
            return number;

        Mismatch<object>(key, value, expected);
        return null;
    }

    /// <summary>A duration, which the file has in milliseconds.</summary>
    public TimeSpan? Milliseconds(string key, long min, long max) =>
        Number(key, min, max) is { } number ? TimeSpan.FromMilliseconds(number) : null;

    /// <summary>A duration, which the file has in seconds, as Ray Serve does: also parts of one, down to a millisecond.</summary>
    public TimeSpan? Seconds(string key, decimal min, decimal max)
    {
        var value = Value(key);
        if (value is null) return null;

        if (value is YamlScalar { IsQuoted: false } scalar
            && decimal.TryParse(scalar.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds >= min && seconds <= max)
            return TimeSpan.FromMilliseconds((long)(seconds * 1_000));

        Mismatch<object>(key, value, string.Create(CultureInfo.InvariantCulture, $"seconds from {min} to {max}"));
        return null;
    }

    /// <summary>True or false.</summary>
    public bool? Flag(string key)
    {
        var value = Value(key);
        if (value is null or YamlScalar { Truth: not null }) return (value as YamlScalar)?.Truth;

        Mismatch<object>(key, value, "true or false");
        return null;
    }

    /// <summary>
    /// One of some words, or <paramref name="otherwise"/>; those in <paramref name="notYet"/> get an answer of their own.
    /// </summary>
    public T Word<T>(string key, IReadOnlyDictionary<string, T> words, T otherwise, params string[] notYet)
    {
        var value = Value(key);
        if (value is null) return otherwise;

        var text = (value as YamlScalar)?.Text ?? "";
        if (words.TryGetValue(text, out var found)) return found;

        var expected = Words.OneOf([.. words.Keys]);
        if (notYet.Contains(text)) Error(key, $"{Words.Show(text)} is not supported yet; expected {expected}");
        else Mismatch<object>(key, value, expected);
        return otherwise;
    }

    /// <summary>A mapping inside this one, or null where the file has none.</summary>
    public Section? Child(string key, string expected)
    {
        var value = Value(key);
        if (value is YamlMapping mapping) return new Section(mapping, Places.Key(Path, key), _problems);

        return value is null ? null : Mismatch<Section>(key, value, $"a mapping with {expected}");
    }

    /// <summary>A list of mappings; items that are none are among the problems.</summary>
    public ImmutableArray<Section> Children(string key, string expected)
    {
        var value = Value(key);
        if (value is null) return [];
        if (value is not YamlSequence sequence)
        {
            Mismatch<object>(key, value, $"a list of {expected}");
            return [];
        }

        var children = ImmutableArray.CreateBuilder<Section>();
        for (var i = 0; i < sequence.Items.Length; i++)
        {
            var place = Places.Item(Places.Key(Path, key), i);
            if (sequence.Items[i] is YamlMapping mapping) children.Add(new Section(mapping, place, _problems));
            else if (sequence.Items[i] is not YamlUnusable)
                _problems.Error(place, sequence.Items[i].Line, $"found {Describe(sequence.Items[i])}, expected a mapping");
        }

        return children.ToImmutable();
    }

    /// <summary>A list of texts.</summary>
    public ImmutableArray<string> Texts(string key, string expected)
    {
        var value = Value(key);
        if (value is null) return [];
        if (value is YamlSequence sequence && sequence.Items.All(item => item is YamlScalar { IsNull: false, Text.Length: > 0 }))
            return [.. sequence.Items.Cast<YamlScalar>().Select(item => item.Text)];

        Mismatch<object>(key, value, $"a list of {expected}");
        return [];
    }

    /// <summary>The entries of a mapping whose keys are the user's own.</summary>
    public ImmutableArray<YamlEntry> Entries(string key, string expected)
    {
        var value = Value(key);
        if (value is YamlMapping mapping) return mapping.Entries;
        if (value is not null) Mismatch<object>(key, value, $"a mapping of {expected}");

        return [];
    }

    /// <summary>Something is wrong at a key of the mapping at <paramref name="key"/>.</summary>
    public void ErrorIn(string key, YamlEntry entry, string message) =>
        _problems.Error(Places.Key(Places.Key(Path, key), entry.Key), entry.Line, message);

    /// <summary>Reports every key that was never asked for. Called last.</summary>
    /// <param name="notYet">Words that are known and not supported, with the reason.</param>
    public void RefuseUnknownKeys(IReadOnlyDictionary<string, string> notYet)
    {
        foreach (var entry in _entries.Values.Where(entry => !_known.Contains(entry.Key) && entry.Value is not YamlUnusable))
        {
            var reason = notYet.TryGetValue(entry.Key, out var known) ? known
                : Spelling.Nearest(entry.Key, _known) is { } near ? $"is not a known key; did you mean {near}?"
                : $"is not a known key; expected {Words.OneOf([.. _known.Order(StringComparer.Ordinal)])}";
            _problems.Error(Places.Key(Path, entry.Key), entry.Line, reason);
        }
    }

    private T? Mismatch<T>(string key, YamlValue found, string expected)
        where T : class
    {
        Error(key, $"found {Describe(found)}, expected {expected}");
        return null;
    }

    private static string Describe(YamlValue value) => value switch
    {
        YamlMapping => "a mapping",
        YamlSequence => "a list",
        YamlScalar { IsNull: true } => "nothing",
        YamlScalar { IsQuoted: true } scalar => $"the text {Words.Show(scalar.Text)}",
        YamlScalar scalar => Words.Show(scalar.Text),
        _ => "a value that cannot be used",
    };
}
