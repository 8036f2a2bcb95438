using ActorServe.Routing;
using ActorServe.Shared.Hosting;

namespace ActorServe.Gateway.Reporting;

/// <summary>
/// What the routers of a gateway said of themselves in the last seconds, by application: while another deployment becomes the one that an
/// application's records go to first, it has two, and the rows of both are its own. Pure.
/// </summary>
internal sealed class RouterNumbers
{
    /// <summary>One that said nothing for so many seconds is gone.</summary>
    private const int MostSeconds = 3;

    private readonly Dictionary<string, (RouterStatus Status, int Second)> _routers = [];
    private int _second;

    /// <summary>Another second is over.</summary>
    public void Age()
    {
        _second++;
        var gone = _routers.Where(router => router.Value.Second <= _second - MostSeconds).Select(router => router.Key).ToList();
        foreach (var router in gone) _routers.Remove(router);
    }

    /// <summary>A router of this name answered.</summary>
    public void See(string router, RouterStatus status) => _routers[router] = (status, _second);

    /// <summary>All that is known, by application.</summary>
    public IReadOnlyDictionary<string, RouterStatus> ByApplication() => _routers
        .GroupBy(router => ActorPaths.ApplicationOfRouter(router.Key), router => router.Value.Status)
        .ToDictionary(application => application.Key, application => application.Aggregate(Add));

    private static RouterStatus Add(RouterStatus one, RouterStatus other) =>
        new(one.QueuedRows + other.QueuedRows, one.OngoingRows + other.OngoingRows, one.Replicas + other.Replicas)
        {
            Lanes =
            [
                .. one.Lanes.Concat(other.Lanes).GroupBy(lane => lane.Lane)
                    .Select(lane => new LaneRows(lane.Key, lane.Sum(rows => rows.QueuedRows), lane.Sum(rows => rows.OngoingRows))),
            ],
        };
}
