using ActorServe.Observability.Tests.Dashboards;
using ActorServe.TestSupport.Telemetry;

namespace ActorServe.Observability.Tests;

/// <summary>The names of our metrics, held against the document that has them: without a program that tells them.</summary>
public sealed class DocumentSpecs
{
    private static readonly string[] _suffixes = ["_bucket", "_count", "_sum"];

    private static readonly HashSet<string> _documented =
        [.. new[] { "Gateway", "Replica", "Seed" }.SelectMany(MetricsDocument.PrometheusNamesOf)];

    private static readonly string[] _rules = [.. Observed.Rules.Select(rule => rule["expr"]!.ToString())];

    private static readonly string[] _dashboards = [.. Dashboard.All.SelectMany(dashboard => dashboard.Expressions)];

    [Fact]
    public void Rules_name_only_metrics_of_ours_that_the_document_has() =>
        Assert.DoesNotContain(OursOf(_rules), name => !IsDocumented(name));

    [Fact]
    public void Dashboards_name_only_metrics_of_ours_that_the_document_has() =>
        Assert.DoesNotContain(OursOf(_dashboards), name => !IsDocumented(name));

    [Fact]
    public void Every_metric_of_the_document_is_on_a_dashboard_or_in_a_rule()
    {
        var shown = OursOf([.. _rules, .. _dashboards]).Select(Bare).ToHashSet();

        Assert.DoesNotContain(_documented, name => !shown.Contains(name));
    }

    [Fact]
    public void Dashboards_use_only_series_that_rules_record() => Assert.Subset(
        Observed.Recorded.ToHashSet(),
        _dashboards.SelectMany(Expression.MetricsOf).Where(name => name.Contains(':', StringComparison.Ordinal)).ToHashSet());

    private static IEnumerable<string> OursOf(IEnumerable<string> expressions) => expressions.SelectMany(Expression.MetricsOf).Distinct()
        .Where(name => name.StartsWith("actorserve_", StringComparison.Ordinal));

    private static bool IsDocumented(string name) => _documented.Contains(Bare(name));

    // Of a histogram's three series.
    private static string Bare(string name) =>
        _suffixes.FirstOrDefault(suffix => name.EndsWith(suffix, StringComparison.Ordinal)) is { } suffix ? name[..^suffix.Length] : name;
}
