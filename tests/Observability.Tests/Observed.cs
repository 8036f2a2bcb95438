using System.Text.Json.Nodes;
using ActorServe.TestSupport;

namespace ActorServe.Observability.Tests;

/// <summary>Where the files of the compose profile <c>observability</c> are.</summary>
internal static class Observed
{
    public const string Folder = "docker/observability";

    public const string PrometheusConfig = $"{Folder}/prometheus.yml";

    public const string RuleTests = "tests/Observability.Tests/Rules/alerts.test.yml";

    /// <summary>The files of rules, from the repository's root.</summary>
    public static IReadOnlyList<string> RuleFiles { get; } =
    [
        .. Directory.EnumerateFiles(RepositoryFolder.File($"{Folder}/rules"), "*.yml").Order()
            .Select(file => Path.GetRelativePath(RepositoryFolder.Root, file)),
    ];

    /// <summary>All rules, those that record and those that alert.</summary>
    public static IReadOnlyList<JsonNode> Rules { get; } =
    [
        .. from file in RuleFiles
           from ruleGroup in YamlFile.Read(file)["groups"]!.AsArray()
           from rule in ruleGroup!["rules"]!.AsArray()
           select rule,
    ];

    /// <summary>The rules that alert.</summary>
    public static IReadOnlyList<JsonNode> Alerts { get; } = [.. Rules.Where(rule => rule["alert"] is not null)];

    /// <summary>The names of the series that rules record.</summary>
    public static IReadOnlyList<string> Recorded { get; } = [.. Rules.Select(rule => rule["record"]?.ToString()).OfType<string>()];
}
