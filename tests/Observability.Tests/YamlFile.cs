using System.Text.Json.Nodes;
using ActorServe.TestSupport;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace ActorServe.Observability.Tests;

/// <summary>A YAML file of the repository as a tree, with what <c>&lt;&lt;</c> merges in its place; every scalar is text.</summary>
internal static class YamlFile
{
    /// <summary>Reads one.</summary>
    /// <param name="path">From the repository's root.</param>
    public static JsonNode Read(string path)
    {
        using var text = File.OpenText(RepositoryFolder.File(path));
        var tree = new DeserializerBuilder().Build().Deserialize<object>(new MergingParser(new Parser(text)));
        return JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(tree))!;
    }

    /// <summary>The texts of a list; none where there is no list.</summary>
    public static IReadOnlyList<string> Texts(this JsonNode? list) => [.. (list?.AsArray() ?? []).Select(item => item!.ToString())];

    /// <summary>The keys of a mapping; none where there is no mapping.</summary>
    public static IReadOnlyList<string> Keys(this JsonNode? mapping) => [.. ((mapping as JsonObject) ?? []).Select(entry => entry.Key)];
}
