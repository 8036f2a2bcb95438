using ActorServe.TestSupport.Serving;

namespace ActorServe.Recovery;

/// <summary>Something that befalls a cluster of one seed, three replica nodes and two gateways.</summary>
/// <param name="Name">What it is, for the table.</param>
/// <param name="Goal">In which time results should come as before, for the table.</param>
/// <param name="Watch">How long to look.</param>
/// <param name="Befall">Makes it happen.</param>
internal sealed record Fault(string Name, string Goal, TimeSpan Watch, Func<ServedCluster, Task> Befall)
{
    /// <summary>Those that the flow of results may show.</summary>
    public static IReadOnlyList<Fault> OfTheFlow { get; } =
    [
        new("replica node killed (kill -9)", "2", TimeSpan.FromSeconds(10), cluster => cluster.Replicas[0].Process.KillAsync()),
        new("replica node frozen (SIGSTOP)", "6", TimeSpan.FromSeconds(20), cluster =>
        {
            cluster.Replicas[0].Process.Freeze();
            return Task.CompletedTask;
        }),
        new("replica node cut off (no packet passes)", "6", TimeSpan.FromSeconds(20), cluster =>
        {
            cluster.CutOff(cluster.Replicas[0]);
            return Task.CompletedTask;
        }),
        new("gateway killed (kill -9)", "12", TimeSpan.FromSeconds(25), cluster => cluster.Gateways[0].Process.KillAsync()),
        new("seed killed (kill -9)", "0", TimeSpan.FromSeconds(10), cluster => cluster.Seeds[0].Process.KillAsync()),
        new(
            "replica node ended (SIGTERM)", "0", TimeSpan.FromSeconds(10),
            cluster => cluster.Replicas[0].Process.TerminateAsync(TimeSpan.FromMinutes(1))),
        new(
            "gateway ended (SIGTERM)", "", TimeSpan.FromSeconds(10),
            cluster => cluster.Gateways[0].Process.TerminateAsync(TimeSpan.FromMinutes(1))),
    ];
}
