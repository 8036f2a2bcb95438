using ActorServe.Observability.Tests.Scraping;
using ActorServe.TestSupport;

namespace ActorServe.Observability.Tests.Rules;

/// <summary>The rules, held against Prometheus' own tool, their cases, and the document that says what to do.</summary>
public sealed class RuleSpecs
{
    private const string Document = "docs/operations.md";

    private static readonly string _cases = File.ReadAllText(RepositoryFolder.File(Observed.RuleTests));

    [Fact]
    public Task Prometheus_takes_the_configuration() => PassesAsync("check", "config", Observed.PrometheusConfig);

    [Fact]
    public Task Prometheus_takes_the_rules() => PassesAsync(["check", "rules", .. Observed.RuleFiles]);

    [Fact]
    public Task Each_alert_fires_when_it_should_and_is_quiet_when_it_should_not() => PassesAsync("test", "rules", Observed.RuleTests);

    [Fact]
    public void Every_alert_has_a_case_in_which_it_fires() => Assert.DoesNotContain(
        Names(), name => !_cases.Contains($"ALERTS{{alertname=\"{name}\",alertstate=\"firing\",severity=", StringComparison.Ordinal));

    [Fact]
    public void Alerts_have_names_of_their_own() => Assert.Equal(Names().Distinct(), Names());

    [Fact]
    public void Every_alert_says_how_bad_it_is_what_it_is_about_and_where_to_read_on() => Assert.All(Observed.Alerts, alert =>
    {
        var name = alert["alert"]!.ToString();
        Assert.Contains(alert["labels"]!["severity"]!.ToString(), (string[])["info", "warning", "critical"]);
        Assert.NotEmpty(alert["annotations"]!["summary"]!.ToString());
        Assert.Equal($"{Document}#{name.ToLowerInvariant()}", alert["annotations"]!["runbook_url"]!.ToString());
    });

    [Fact]
    public void The_document_has_a_section_for_every_alert_in_their_order_and_no_others() => Assert.Equal(Names(), Sections());

    private static List<string> Names() => [.. Observed.Alerts.Select(alert => alert["alert"]!.ToString())];

    // Below "## Alerts", each of one word.
    private static IEnumerable<string> Sections() => File.ReadLines(RepositoryFolder.File(Document))
        .SkipWhile(line => line != "## Alerts").Skip(1)
        .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Where(line => line.StartsWith("#### ", StringComparison.Ordinal))
        .Select(line => line[5..]);

    private static async Task PassesAsync(params string[] arguments)
    {
        Assert.SkipWhen(PrometheusTools.Promtool is null, PrometheusTools.Missing);

        var (exitCode, output) = await PrometheusTools.PromtoolAsync(arguments);

        Assert.True(exitCode == 0, output);
    }
}
