using static ActorServe.Shared.Tests.Configuration.FileText;

namespace ActorServe.Shared.Tests.Configuration.Reading;

public sealed class ApplicationReadingSpecs
{
    private const string One = "deployments: [{ name: d, model: m }]";
    private const string Two = "deployments: [{ name: d, model: m }, { name: e, model: m }]";

    [Theory]
    [InlineData("{ name: a, " + Two + " }", "ingress", "expected d or e")]
    [InlineData("{ name: a, ingress: x, " + Two + " }", "ingress", "found 'x', expected the name of a deployment: d or e")]
    [InlineData("{ name: a, ingress: , " + Two + " }", "ingress", "has no value")]
    [InlineData("{ name: a, deployments: [] }", "deployments", "is empty")]
    [InlineData("{ name: a }", "deployments", "is missing")]
    [InlineData("{ name: a, deployments: { name: d } }", "deployments", "found a mapping, expected a list")]
    [InlineData("{ name: a, deployments: [d] }", "deployments[0]", "found 'd', expected a mapping")]
    [InlineData(
        "{ name: a, deployments: [{ name: d, model: m }, { name: d, model: m }] }",
        "deployments[1].name", "'d' is taken by applications[0].deployments[0] in line 2")]
    [InlineData("{ " + One + " }", "name", "is missing")]
    [InlineData("{ name: a/b, " + One + " }", "name", "expected a name of 1 to 100 letters")]
    [InlineData("{ name: a~b, " + One + " }", "name", "expected a name of 1 to 100 letters")]
    [InlineData("{ name: .., " + One + " }", "name", "expected a name of 1 to 100 letters")]
    [InlineData("{ name: a, route_prefix: digits, " + One + " }", "route_prefix", "expected a path")]
    [InlineData("{ name: a, route_prefix: /digits/, " + One + " }", "route_prefix", "expected a path")]
    [InlineData("{ name: a, route_prefix: /a/../b, " + One + " }", "route_prefix", "expected a path")]
    [InlineData("{ name: a, route_prefix: '/{id}', " + One + " }", "route_prefix", "expected a path")]
    [InlineData("{ name: a, route_prefix: /-/routes, " + One + " }", "route_prefix", "expected a path")]
    [InlineData("{ name: a, import_path: 'm:app', " + One + " }", "import_path", "deployments[].import_path")]
    [InlineData("{ name: a, deployment: x, " + One + " }", "deployment", "did you mean deployments?")]
    public void A_wrong_application_says_where_and_what_was_expected(string application, string path, string message)
    {
        var problem = ProblemOf($"applications:\n  - {application}");

        Assert.Equal(("applications[0]." + path, 2), (problem.Path, problem.Line));
        Assert.Contains(message, problem.Message);
    }

    [Theory]
    [InlineData("{ name: a, " + One + " }", "applications[1].name")]
    [InlineData("{ name: b, route_prefix: /a, " + One + " }", "applications[1].route_prefix")]
    public void Two_applications_share_no_name_and_no_route(string second, string path)
    {
        var problems = Parse($"applications:\n  - {{ name: a, {One} }}\n  - {second}").Problems;

        Assert.Contains(
            problems,
            problem => problem.Path == path && problem.Message.Contains("is taken by applications[0] in line 2", StringComparison.Ordinal));
        Assert.All(problems, problem => Assert.Equal(3, problem.Line));
    }

    [Theory]
    [InlineData("in", "a", 1, 0)]
    [InlineData("other", "a", 0, 1)]
    [InlineData("in", "b", 0, 0)]
    public void Two_applications_may_read_one_topic_in_groups_of_their_own(string topic, string group, int problems, int warnings)
    {
        var result = Parse($"applications:\n  - {{ name: a, kafka: {{ input: {{ topic: in }} }}, {One} }}\n"
            + $"  - {{ name: b, kafka: {{ input: {{ topic: {topic}, group: {group} }} }}, {One} }}");

        Assert.Equal((problems, warnings), (result.Problems.Length, result.Warnings.Length));
    }

    [Fact]
    public void An_empty_list_takes_everything_down_and_is_warned_of()
    {
        var result = Parse("applications: []");

        Assert.Empty(result.Config!.Applications);
        Assert.Contains("nothing runs", Assert.Single(result.Warnings).Message);
    }

    [Theory]
    [InlineData("http_options: { port: 8000 }", "configuration of the gateway")]
    [InlineData("target_capacity: 50", "is not supported yet")]
    [InlineData("aplications: []", "did you mean applications?")]
    public void A_key_beside_applications_is_refused(string line, string message) =>
        Assert.Contains(message, ProblemOf(Application() + line + "\n").Message);

    [Fact]
    public void A_file_without_applications_says_so() => Assert.Contains(Parse("x: 1").Problems, problem => problem.Path == "applications");
}
