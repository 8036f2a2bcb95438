using System.Collections.Immutable;

namespace ActorServe.Shared.Configuration.Reading;

/// <summary>Where the values of a file stand.</summary>
internal static class ValueLines
{
    /// <summary>The line of each value, by its path.</summary>
    public static ImmutableDictionary<string, int> Of(YamlValue root)
    {
        var lines = ImmutableDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        Add(root, "", lines);
        return lines.ToImmutable();
    }

    private static void Add(YamlValue value, string path, ImmutableDictionary<string, int>.Builder lines)
    {
        lines[path] = value.Line;
        if (value is YamlMapping mapping)
        {
            foreach (var entry in mapping.Entries) Add(entry.Value, Places.Key(path, entry.Key), lines);
        }
        else if (value is YamlSequence sequence)
        {
            for (var i = 0; i < sequence.Items.Length; i++) Add(sequence.Items[i], Places.Item(path, i), lines);
        }
    }
}
