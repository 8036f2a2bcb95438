namespace ActorServe.Observability.Tests;

public sealed class ExpressionSpecs
{
    [Theory]
    [InlineData("up == 0", "up")]
    [InlineData("sum by (le, job) (rate(a_bucket{b=\"c\",d=~\"e|f\"}[$__rate_interval])) / sum(g_count) > 0.05", "a_bucket g_count")]
    [InlineData("a:b:ratio5m > 1e3 and on (c, d) max_over_time(e[5m:1m] offset 5m) unless ignoring (f) g == 1", "a:b:ratio5m e g")]
    [InlineData("histogram_quantile(0.99, a) or absent(b{c=\"d } e\"})", "a b")]
    [InlineData("a + a * 2", "a")]
    [InlineData("sum(a) by (b)", "a")]
    public void Its_metrics_are_told_from_its_functions_labels_and_words(string expression, string metrics) =>
        Assert.Equal(metrics, string.Join(' ', Expression.MetricsOf(expression)));
}
