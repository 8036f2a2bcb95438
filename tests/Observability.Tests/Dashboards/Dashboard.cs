using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ActorServe.TestSupport;

namespace ActorServe.Observability.Tests.Dashboards;

/// <summary>A dashboard of Grafana, as its file has it.</summary>
internal sealed partial class Dashboard
{
    private readonly JsonNode _file;

    private Dashboard(string path)
    {
        Name = Path.GetFileNameWithoutExtension(path);
        _file = JsonNode.Parse(File.ReadAllText(path))!;
        Panels = [.. _file["panels"]!.AsArray().Select(panel => new Panel(panel!))];
    }

    /// <summary>All that are provisioned.</summary>
    public static IReadOnlyList<Dashboard> All { get; } =
    [
        .. Directory.EnumerateFiles(RepositoryFolder.File($"{Observed.Folder}/grafana/dashboards"), "*.json").Order()
            .Select(path => new Dashboard(path)),
    ];

    /// <summary>Of its file.</summary>
    public string Name { get; }

    /// <summary>What Grafana knows it by.</summary>
    public string Uid => _file["uid"]!.ToString();

    /// <summary>Its panels, rows of titles too.</summary>
    public IReadOnlyList<Panel> Panels { get; }

    /// <summary>Its variables: the name, and what their values are asked for with.</summary>
    public IReadOnlyDictionary<string, string> Variables => _file["templating"]!["list"]!.AsArray()
        .ToDictionary(variable => variable!["name"]!.ToString(), variable => variable!["query"]!["query"]!.ToString());

    /// <summary>The data sources that anything on it names.</summary>
    public IEnumerable<string> DataSources => DataSourcesOf(_file).Distinct();

    /// <summary>Every expression on it, those of variables too.</summary>
    public IEnumerable<string> Expressions => Panels.SelectMany(panel => panel.Targets).Select(target => target.Expression)
        .Concat(Variables.Values.Select(query => LabelValues().Match(query).Groups[1].Value));

    /// <summary>The labels whose values a variable may have, with the series that have them.</summary>
    public IEnumerable<(string Series, string Label)> Choices =>
        Variables.Values.Select(query => LabelValues().Match(query)).Select(match => (match.Groups[1].Value, match.Groups[2].Value));

    /// <summary>An expression as Grafana asks it with everything chosen.</summary>
    public static string WithAll(string expression) => VariableName().Replace(
        expression, name => name.Groups[1].Value switch { "__rate_interval" => "30s", "__interval" => "5s", "__range" => "5m", _ => ".*" });

    /// <summary>The variables that an expression uses, without Grafana's own.</summary>
    public static IEnumerable<string> VariablesOf(string expression) => VariableName().Matches(expression)
        .Select(name => name.Groups[1].Value).Where(name => !name.StartsWith("__", StringComparison.Ordinal));

    private static IEnumerable<string> DataSourcesOf(JsonNode? node) => node switch
    {
        JsonObject item => item.SelectMany(
            entry => entry is ("datasource", { } source) ? [source["uid"]!.ToString()] : DataSourcesOf(entry.Value)),
        JsonArray items => items.SelectMany(DataSourcesOf),
        _ => [],
    };

    [GeneratedRegex(@"^label_values\((.+), (\w+)\)$")]
    private static partial Regex LabelValues();

    [GeneratedRegex(@"\$(\w+)")]
    private static partial Regex VariableName();
}

/// <summary>A panel, or a row of titles.</summary>
internal sealed class Panel(JsonNode panel)
{
    public int Id => panel["id"]!.GetValue<int>();

    public string Title => panel["title"]!.ToString();

    public bool IsRow => panel["type"]!.ToString() == "row";

    public string Description => panel["description"]?.ToString() ?? "";

    public string Unit => panel["fieldConfig"]?["defaults"]?["unit"]?.ToString() ?? "";

    /// <summary>Where it is: Grafana's grid is 24 wide.</summary>
    public (int Left, int Top, int Right, int Bottom) Place
    {
        get
        {
            int At(string edge) => int.Parse(panel["gridPos"]![edge]!.ToString(), CultureInfo.InvariantCulture);
            return (At("x"), At("y"), At("x") + At("w"), At("y") + At("h"));
        }
    }

    public IReadOnlyList<(string Expression, string Legend)> Targets =>
        [.. (panel["targets"]?.AsArray() ?? []).Select(target => (target!["expr"]!.ToString(), target["legendFormat"]!.ToString()))];

    public bool Overlaps(Panel other) =>
        Place.Left < other.Place.Right && other.Place.Left < Place.Right
        && Place.Top < other.Place.Bottom && other.Place.Top < Place.Bottom;
}
