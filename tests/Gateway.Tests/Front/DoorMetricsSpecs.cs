using System.Net;
using ActorServe.ActorTestKit;
using ActorServe.Gateway.Front.Routes;
using ActorServe.Routing;
using ActorServe.Shared.Identity;
using Akka.Hosting;
using Akka.TestKit;

namespace ActorServe.Gateway.Tests.Front;

public sealed class DoorMetricsSpecs : PatientTestKit
{
    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    [Fact]
    public async Task A_request_is_measured_with_its_application_and_status_while_others_are_in_hand()
    {
        var router = CreateTestProbe();
        await using var door = await DoorFixture.OpenAsync(router);

        var asking = door.PostAsync("[1]");
        var submit = await router.ExpectMsgAsync<RouterProtocol.Submit>();
        Assert.Equal([": 1"], door.Measured.Of("actorserve.http.active_requests"));
        DoorFixture.Complete(submit, DoorFixture.Output("[2]"));
        await asking;

        await IsMeasuredAsync(door, "method=POST, status_code=200, application=app: ");
    }

    [Theory]
    [InlineData("/app", "method=GET, status_code=405, application=app: ")]
    [InlineData("/nobody", "method=GET, status_code=404: ")]
    public async Task What_is_answered_without_an_application_is_measured_too(string path, string measured)
    {
        await using var door = await DoorFixture.OpenAsync(CreateTestProbe());

        await door.SendAsync(HttpMethod.Get, path);

        await IsMeasuredAsync(door, measured);
    }

    [Fact]
    public async Task The_gateways_own_paths_are_no_applications_also_where_one_answers_everywhere()
    {
        var router = CreateTestProbe();
        await using var door = await DoorFixture.OpenAsync(router);
        door.Routes.Publish(new RouteTable([new Route { Prefix = "/", Deployment = new DeploymentId("root", "model"), Router = router }]));

        await door.SendAsync(HttpMethod.Get, "/-/healthz");

        await IsMeasuredAsync(door, "method=GET, status_code=200: ");
    }

    [Fact]
    public async Task A_request_that_has_no_room_is_its_applications_too()
    {
        await using var door = await DoorFixture.OpenAsync(CreateTestProbe());
        door.Door.Room.Close();

        var answer = await door.PostAsync("[1]");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        await IsMeasuredAsync(door, "method=POST, status_code=503, application=app: ");
    }

    // After its answer.
    private Task IsMeasuredAsync(DoorFixture door, string start) => AwaitAssertAsync(
        () => Assert.StartsWith(start, Assert.Single(door.Measured.Of("actorserve.http.request.duration")), StringComparison.Ordinal));
}
