using ActorServe.TestSupport.Serving;

namespace ActorServe.Recovery;

/// <summary>One cluster, one fault, and what it did.</summary>
internal static class Trial
{
    private const int PerSecond = 4_000;
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);
    // Seven processes compile what they run, on two cores with the broker; before that is done nothing recovers as it would in service.
    private static readonly TimeSpan _before = TimeSpan.FromSeconds(40);

    /// <summary>Feeds at a steady rate, and looks at the results before and after the fault.</summary>
    public static async Task<Disturbance> RunAsync(string kafka, Fault fault)
    {
        var application = await ServedApplication.CreateAsync(kafka, "Mirror");
        await using var cluster = await ServedCluster.StartAsync(kafka, application, "Mirror", hasProxies: true);
        await using var times = new ResultTimes(kafka, application.Output, ServedApplication.Partitions);
        var feed = application.StartFeed(PerSecond);
        await application.ResultsReachAsync(PerSecond, _patience);
        await Task.Delay(_before);

        var at = times.Now;
        var befalling = fault.Befall(cluster);
        await Task.Delay(fault.Watch);
        var counts = times.Counts();
        await befalling;
        await feed.EndAsync(0);
        return Disturbance.Of(counts, at, PerSecond * ResultTimes.Step.TotalSeconds);
    }

    /// <summary>
    /// From when a replica node says that it is up, where there was none, until records that waited for one are answered.
    /// </summary>
    public static async Task<TimeSpan?> AddedAsync(string kafka)
    {
        var application = await ServedApplication.CreateAsync(kafka, "Mirror");
        var files = new ServedFiles(application.Json("Mirror"), AppContext.BaseDirectory);
        await using var cluster = ServedCluster.Start(kafka, files, replicas: 0);
        await Task.WhenAll(cluster.Seeds[0].ReadyAsync(_patience), cluster.Gateways[0].ReadyAsync(_patience));
        await application.FeedAsync(PerSecond, PerSecond);

        var added = cluster.AddReplica();
        await using var times = new ResultTimes(kafka, application.Output, ServedApplication.Partitions);
        await added.ReadyAsync(_patience);
        var ready = times.Now;
        await application.ResultsReachAsync(PerSecond, _patience);
        return ResultTimes.Step * Math.Max(0, Array.FindIndex(times.Counts(), count => count > 0) - ready);
    }

    /// <summary>From the death of the seed that runs the controller until a controller takes targets.</summary>
    public static async Task<TimeSpan?> ControllerAsync(string kafka, int seeds)
    {
        var application = await ServedApplication.CreateAsync(kafka, "Mirror");
        await using var cluster = await ServedCluster.StartAsync(kafka, application, "Mirror", replicas: 1, gateways: 1, seeds: seeds);

        await cluster.Seeds[0].Process.KillAsync();
        var began = TimeProvider.System.GetTimestamp();
        if (seeds == 1) cluster.Seeds[0].Restart();
        while (TimeProvider.System.GetElapsedTime(began) < _patience)
        {
            if (await TakesTargetsAsync(cluster, application)) return TimeProvider.System.GetElapsedTime(began);
            await Task.Delay(100);
        }

        return null;
    }

    private static async Task<bool> TakesTargetsAsync(ServedCluster cluster, ServedApplication application)
    {
        try
        {
            await cluster.PutAsync(application.Json("Mirror"));
            return true;
        }
        catch (Exception away) when (away is HttpRequestException or TaskCanceledException or InvalidOperationException)
        {
            return false;
        }
    }
}
