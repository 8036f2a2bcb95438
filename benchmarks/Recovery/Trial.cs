using ActorServe.TestSupport.Serving;

namespace ActorServe.Recovery;

/// <summary>One cluster, one fault, and what it did.</summary>
internal static class Trial
{
    private const int PerSecond = 4_000;
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _before = TimeSpan.FromSeconds(5);

    /// <summary>Feeds at a steady rate, and looks at the results before and after the fault.</summary>
    public static async Task<Disturbance> RunAsync(string kafka, Fault fault)
    {
        var application = await ServedApplication.CreateAsync(kafka, "Mirror");
        await using var cluster = await ServedCluster.StartAsync(kafka, application, "Mirror");
        await using var times = new ResultTimes(kafka, application.Output, ServedApplication.Partitions);
        var feed = application.FeedAsync((int)(PerSecond * (_before + fault.Watch).TotalSeconds) + (2 * PerSecond), PerSecond);
        await application.ResultsReachAsync(PerSecond, _patience);
        await Task.Delay(_before);

        var at = times.Now;
        var befalling = fault.Befall(cluster);
        await Task.Delay(fault.Watch);
        var counts = times.Counts();
        await befalling;
        await feed;
        return Disturbance.Of(counts, at, PerSecond * ResultTimes.Step.TotalSeconds);
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
