using System.Text.Json;
using System.Text.RegularExpressions;
using ActorServe.Observability.Tests.Dashboards;
using ActorServe.TestSupport;

namespace ActorServe.Observability.Tests.Scraping;

/// <summary>Rules and dashboards, held against what a real Prometheus scrapes from real programs.</summary>
public sealed partial class ScrapingSpecs(ScrapedCluster cluster) : IClassFixture<ScrapedCluster>
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private static readonly string[] _quiet =
        ["NodeDown", "NoNodes", "NodeRestarting", "NoController", "TwoControllers", "BrokerAway", "PipelineRestarting"];

    public static TheoryData<string> Dashboards { get; } = [.. Dashboard.All.Select(dashboard => dashboard.Name)];

    [Fact]
    public Task Every_metric_that_a_rule_names_is_scraped_or_recorded()
    {
        var named = Observed.Rules.SelectMany(rule => Expression.MetricsOf(rule["expr"]!.ToString())).Concat(Observed.Recorded);

        return AreThereAsync(named);
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public Task Every_metric_that_a_dashboard_names_is_scraped_or_recorded(string name) =>
        AreThereAsync(Of(name).Expressions.SelectMany(Expression.MetricsOf));

    [Theory]
    [MemberData(nameof(Dashboards))]
    public async Task Every_panel_shows_something_with_every_label_that_its_legend_has(string name)
    {
        var prometheus = cluster.Prometheus;
        foreach (var panel in Of(name).Panels)
        {
            foreach (var (expression, legend) in panel.Targets)
                await Eventually.AssertAsync(() => ShowsAsync(panel.Title, expression, legend), _patience);
        }

        async Task ShowsAsync(string title, string expression, string legend)
        {
            var series = await prometheus.QueryAsync(Dashboard.WithAll(expression));
            Assert.True(series.Count > 0, $"{title} shows nothing: {expression}");
            Assert.All(LegendLabel().Matches(legend), label => Assert.True(
                series.Any(one => one.GetProperty("metric").TryGetProperty(label.Groups[1].Value, out _)),
                $"{title} has no {label}: {expression}"));
        }
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public async Task Every_variable_has_values_to_choose_from(string name)
    {
        var prometheus = cluster.Prometheus;
        foreach (var (series, label) in Of(name).Choices) await Eventually.AssertAsync(() => HasValuesAsync(series, label), _patience);

        async Task HasValuesAsync(string series, string label) => Assert.Contains(
            await prometheus.QueryAsync($"count by ({label}) ({Dashboard.WithAll(series)})"),
            value => value.GetProperty("metric").TryGetProperty(label, out _));
    }

    [Fact]
    public async Task Every_rule_is_evaluated_without_an_error()
    {
        var prometheus = cluster.Prometheus;

        await Eventually.AssertAsync(
            async () =>
            {
                var rules = await RulesAsync(prometheus);
                Assert.Equal(Observed.Rules.Count, rules.Count);
                Assert.All(rules, rule => Assert.Equal("ok", rule.GetProperty("health").GetString()));
            },
            _patience);
    }

    [Theory]
    [InlineData("PartitionHalted", "halts")]
    [InlineData("DeadLetters", "dead-letters")]
    [InlineData("RecordsSkipped", "skips")]
    [InlineData("DeployFailed", "does-not-start")]
    [InlineData("HealthChecksFailing", "unwell")]
    public async Task An_alert_fires_of_the_application_with_that_trouble_and_of_no_other(string alert, string application)
    {
        var prometheus = cluster.Prometheus;

        await Eventually.AssertAsync(
            async () => Assert.Equal([application], await FiringAsync(prometheus, alert, "actorserve_application")), _patience);
    }

    [Fact]
    public async Task What_is_well_is_quiet()
    {
        var prometheus = cluster.Prometheus;
        await Eventually.AssertAsync(
            async () => Assert.NotEmpty(await prometheus.QueryAsync("ALERTS{alertname=\"PartitionHalted\"}")), _patience);

        // Pending is not quiet either: most fire only after minutes. While the nodes come up, some are for a moment.
        await Eventually.AssertAsync(
            async () =>
            {
                var quiet = (await RulesAsync(prometheus)).Where(rule => _quiet.Contains(rule.GetProperty("name").GetString())).ToList();
                Assert.Equal(_quiet.Length, quiet.Count);
                Assert.All(quiet, rule => Assert.Equal(
                    ("ok", "inactive"), (rule.GetProperty("health").GetString(), rule.GetProperty("state").GetString())));
            },
            _patience);
    }

    private static async Task<List<JsonElement>> RulesAsync(PrometheusProcess prometheus) =>
    [
        .. (await prometheus.GetAsync("rules")).GetProperty("groups").EnumerateArray()
            .SelectMany(group => group.GetProperty("rules").EnumerateArray()),
    ];

    private static async Task<IEnumerable<string?>> FiringAsync(PrometheusProcess prometheus, string alert, string label) =>
        (await prometheus.QueryAsync($"ALERTS{{alertname=\"{alert}\",alertstate=\"firing\"}}"))
            .Select(series => series.GetProperty("metric").GetProperty(label).GetString()).Distinct();

    private static Dashboard Of(string name) => Dashboard.All.Single(dashboard => dashboard.Name == name);

    private async Task AreThereAsync(IEnumerable<string> metrics)
    {
        var prometheus = cluster.Prometheus;
        var named = metrics.Distinct().ToList();

        await Eventually.AssertAsync(
            async () =>
            {
                var there = await prometheus.MetricsAsync();
                Assert.DoesNotContain(named, metric => !there.Contains(metric));
            },
            _patience);
    }

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex LegendLabel();
}
