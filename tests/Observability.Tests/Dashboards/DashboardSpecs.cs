using ActorServe.TestSupport;

namespace ActorServe.Observability.Tests.Dashboards;

/// <summary>What can be known of dashboards from their files alone.</summary>
public sealed class DashboardSpecs
{
    private const string Provisioning = $"{Observed.Folder}/grafana/provisioning";

    public static TheoryData<string> Names { get; } = [.. Dashboard.All.Select(dashboard => dashboard.Name)];

    [Fact]
    public void There_are_these_and_each_has_an_id_of_its_own()
    {
        Assert.Equal(["deployments", "kafka", "nodes", "overview"], Dashboard.All.Select(dashboard => dashboard.Name));
        Assert.Equal(4, Dashboard.All.Select(dashboard => dashboard.Uid).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_asks_only_data_sources_that_are_provisioned(string name) => Assert.Subset(
        YamlFile.Read($"{Provisioning}/datasources/actorserve.yml")["datasources"]!.AsArray()
            .Select(source => source!["uid"]!.ToString()).ToHashSet(),
        Of(name).DataSources.ToHashSet());

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_panels_have_ids_of_their_own_and_do_not_overlap(string name)
    {
        var panels = Of(name).Panels;

        Assert.Equal(panels.Count, panels.Select(panel => panel.Id).Distinct().Count());
        Assert.Empty(
            from panel in panels
            from other in panels
            where panel.Id < other.Id && panel.Overlaps(other)
            select $"{panel.Title} and {other.Title}");
        Assert.All(panels, panel => Assert.InRange(panel.Place.Right, 1, 24));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_panel_says_what_it_shows_and_in_which_unit(string name) => Assert.All(
        Of(name).Panels.Where(panel => !panel.IsRow),
        panel => Assert.False(panel.Unit.Length == 0 || panel.Description.Length == 0 || panel.Targets.Count == 0, panel.Title));

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_the_variables_that_it_uses(string name)
    {
        var dashboard = Of(name);
        var used = dashboard.Expressions.Concat(dashboard.Variables.Values).SelectMany(Dashboard.VariablesOf).ToHashSet();

        Assert.Subset(dashboard.Variables.Keys.ToHashSet(), used);
    }

    [Fact]
    public void Grafana_looks_for_them_where_the_compose_file_puts_them()
    {
        var provider = YamlFile.Read($"{Provisioning}/dashboards/actorserve.yml")["providers"]![0]!["options"]!["path"]!.ToString();
        var grafana = YamlFile.Read("docker-compose.yml")["services"]!["grafana"]!;

        Assert.Contains($"./{Observed.Folder}/grafana/dashboards:{provider}:ro", grafana["volumes"].Texts());
        var home = grafana["environment"]!["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]!.ToString();
        var file = home.Replace(provider, $"{Observed.Folder}/grafana/dashboards", StringComparison.Ordinal);
        Assert.True(File.Exists(RepositoryFolder.File(file)), home);
    }

    private static Dashboard Of(string name) => Dashboard.All.Single(dashboard => dashboard.Name == name);
}
