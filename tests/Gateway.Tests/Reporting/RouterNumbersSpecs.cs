using ActorServe.Gateway.Reporting;
using ActorServe.Routing;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;

namespace ActorServe.Gateway.Tests.Reporting;

public sealed class RouterNumbersSpecs
{
    private static readonly string _before = ActorPaths.Router(new DeploymentId("digits", "before"));
    private static readonly string _after = ActorPaths.Router(new DeploymentId("digits", "after"));

    private readonly RouterNumbers _numbers = new();

    [Fact]
    public void Rows_of_both_routers_of_an_application_whose_ingress_changes_are_its_own()
    {
        _numbers.Age();
        _numbers.See(_before, Status(queued: 1, ongoing: 2, replicas: 1));
        _numbers.See(_after, Status(queued: 10, ongoing: 20, replicas: 2));

        var both = _numbers.ByApplication()["digits"];

        Assert.Equal((11, 22, 3), (both.QueuedRows, both.OngoingRows, both.Replicas));
        Assert.Equal(new LaneRows(Lane.Kafka, 11, 22), Assert.Single(both.Lanes));
    }

    [Fact]
    public void A_router_counts_as_it_said_last()
    {
        _numbers.Age();
        _numbers.See(_before, Status(queued: 1, ongoing: 2, replicas: 1));
        _numbers.See(_before, Status(queued: 0, ongoing: 1, replicas: 1));

        Assert.Equal(1, _numbers.ByApplication()["digits"].OngoingRows);
    }

    [Fact]
    public void One_that_says_nothing_any_more_is_forgotten()
    {
        _numbers.Age();
        _numbers.See(_before, Status(queued: 1, ongoing: 2, replicas: 1));
        _numbers.Age();
        _numbers.Age();
        Assert.NotEmpty(_numbers.ByApplication());

        _numbers.Age();

        Assert.Empty(_numbers.ByApplication());
    }

    private static RouterStatus Status(int queued, int ongoing, int replicas) =>
        new(queued, ongoing, replicas) { Lanes = [new LaneRows(Lane.Kafka, queued, ongoing)] };
}
