using ActorServe.Cli.Control;
using ActorServe.Cli.Inspecting;
using ActorServe.Cli.Timing;

namespace ActorServe.Cli.Members;

/// <summary>Asks a seed what becomes of members.</summary>
internal static class ClusterLook
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1), Most = TimeSpan.FromSeconds(5);

    /// <summary>The cluster as it is now.</summary>
    /// <param name="client">Who is asked.</param>
    /// <param name="stopping">Nobody waits any more.</param>
    /// <param name="leaver">A member that is told to go: it is gone, where it is the seed itself and no member.</param>
    /// <exception cref="SeedAwayException">
    /// The seed does not answer, or has just started and knows of no member yet, not even of itself.
    /// </exception>
    public static async Task<ClusterReading> LookAsync(this AdminClient client, CancellationToken stopping, string? leaver = null)
    {
        var cluster = ClusterReading.Of(await client.GetClusterAsync(stopping));
        return cluster.IsMember || cluster.Self == leaver
            ? cluster : throw new SeedAwayException($"{client.Address} has not joined the cluster yet");
    }

    /// <summary>The same within the time that is left, and some seconds at most: a look that takes longer is made anew.</summary>
    public static async Task<ClusterReading> LookAsync(
        this AdminClient client, TimeSpan left, CancellationToken stopping, string? leaver = null)
    {
        using var brief = Brief(client, left, stopping);
        try
        {
            return await client.LookAsync(brief.Token, leaver);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            throw new SeedAwayException($"{client.Address} does not answer in time");
        }
    }

    /// <summary>What is served, as the controller knows it, within the same time: a seed waits far longer for one that is away.</summary>
    /// <exception cref="SeedAwayException">Nobody knows it for the moment.</exception>
    public static async Task<ServingReading> LookAtServingAsync(this AdminClient client, TimeSpan left, CancellationToken stopping)
    {
        using var brief = Brief(client, left, stopping);
        try
        {
            return ServingReading.Of(await client.GetApplicationsAsync(brief.Token));
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            throw new SeedAwayException($"{client.Address}: the controller does not answer in time");
        }
    }

    private static Until Brief(AdminClient client, TimeSpan left, CancellationToken stopping) =>
        new(client.Time, left < Least ? Least : left > Most ? Most : left, stopping);
}
