using ActorServe.Gateway.Front.Routes;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using Akka.Actor;
using FsCheck;
using FsCheck.Xunit;

namespace ActorServe.Gateway.Tests.Front;

public sealed class RouteTableSpecs
{
    [Theory]
    [InlineData("/a", "/a")]
    [InlineData("/a/", "/a")]
    [InlineData("/a/b", "/a/b")]
    [InlineData("/a/b/c/d", "/a/b")]
    [InlineData("/a/bc", "/a")]
    [InlineData("/ab", null)]
    [InlineData("/A", null)]
    [InlineData("/", null)]
    [InlineData("", null)]
    public void The_longest_prefix_that_ends_where_a_segment_ends_answers(string path, string? prefix) =>
        Assert.Equal(prefix, Table("/a", "/a/b", "/c").Find(path)?.Prefix);

    [Theory]
    [InlineData("/")]
    [InlineData("/x/y")]
    [InlineData("*")]
    public void An_application_at_the_root_answers_what_no_other_does(string path) =>
        Assert.Equal("/", Table("/", "/a").Find(path)?.Prefix);

    [Fact]
    public void No_applications_answer_nothing() => Assert.Null(Table().Find("/a"));

    [Property]
    public void It_finds_what_trying_every_prefix_finds(int[][] prefixes, int[] path)
    {
        var table = Table([.. prefixes.Select(PathOf).Distinct()]);
        var wanted = PathOf(path);

        var expected = table.Routes.Select(route => route.Prefix)
            .Where(prefix => prefix == "/" || wanted == prefix || wanted.StartsWith(prefix + "/", StringComparison.Ordinal))
            .MaxBy(prefix => prefix.Length);

        Assert.Equal(expected, table.Find(wanted)?.Prefix);
    }

    [Theory]
    [InlineData(null, "application/octet-stream")]
    [InlineData("", "application/octet-stream")]
    [InlineData("application/json", "application/json")]
    [InlineData("Application/JSON; charset=utf-8", "Application/JSON; charset=utf-8")]
    [InlineData("text/plain", null)]
    [InlineData("application/x-www-form-urlencoded", null)]
    public void A_model_reads_the_formats_that_there_are_and_its_applications_own_where_a_request_does_not_say(
        string? header, string? expected)
    {
        var application = Application(new DeploymentConfig { Name = "d", Model = "m" }) with
        {
            Kafka = new KafkaConfig { InputTopic = "in", Group = "g", Format = RecordFormat.Raw },
        };

        Assert.Equal(expected, Route.Of(application, ActorRefs.Nobody).ContentTypeOf(header));
    }

    [Fact]
    public void A_class_gets_any_content_type()
    {
        var route = Route.Of(Application(new DeploymentConfig { Name = "d", ImportPath = "a.dll:T" }), ActorRefs.Nobody);

        Assert.Equal("image/png", route.ContentTypeOf("image/png"));
        Assert.Equal("application/json", route.ContentTypeOf(null));
        Assert.True(route.IsCode);
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(7, 7)]
    public void The_bound_of_waiting_requests_is_the_deployments_own_or_left_to_the_router(int configured, int? expected) =>
        Assert.Equal(
            expected,
            Route.Of(Application(new DeploymentConfig { Name = "d", Model = "m", MaxQueuedRequests = configured }), ActorRefs.Nobody)
                .MaxQueuedRequests);

    // Few letters, so that prefixes meet; some end with a slash, or have two.
    private static string PathOf(int[] segments) => "/" + string.Join('/', segments.Take(5).Select(n => "abc/"[Math.Abs(n % 4)]));

    private static RouteTable Table(params string[] prefixes) =>
        new(
        [
            .. prefixes.Select(
                prefix => new Route { Prefix = prefix, Deployment = new DeploymentId("app", prefix), Router = ActorRefs.Nobody }),
        ]);

    private static ApplicationConfig Application(DeploymentConfig deployment) =>
        new() { Name = "app", RoutePrefix = "/app", Ingress = deployment.Name, Deployments = [deployment] };
}
