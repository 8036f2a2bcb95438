using System.Text.Json;
using ActorServe.Cli.Control;
using ActorServe.Cli.Timing;

namespace ActorServe.Cli.Top;

/// <summary>What a look brought.</summary>
/// <param name="Numbers">The numbers; null where the seed does not answer.</param>
/// <param name="Trouble">Why there is nothing, or no application; empty where there is everything.</param>
internal sealed record TopLook(TopNumbers? Numbers, string Trouble);

/// <summary>Asks a seed again and again, and keeps the look before, which rates are derived from.</summary>
internal sealed class TopAsking(AdminClient client)
{
    private (TopReading Reading, long At)? _before;

    /// <summary>The clock that it waits by.</summary>
    public TimeProvider Time => client.Time;

    /// <summary>The number of the targets, as of the last look.</summary>
    public long Version => _before?.Reading.Serving.Version ?? 0;

    /// <summary>Another look at everything.</summary>
    /// <exception cref="CommandFailedException">The seed does not answer, or not as one, or there is no controller.</exception>
    public async Task<TopNumbers> LookAsync(CancellationToken stopping)
    {
        var cluster = await client.GetClusterAsync(stopping);
        return Take(cluster, await client.GetApplicationsAsync(stopping));
    }

    /// <summary>Another look at what is there: without a controller, which alone knows the applications, at the nodes.</summary>
    /// <param name="patience">How long it waits for the controller.</param>
    /// <param name="stopping">Nobody looks any more.</param>
    public async Task<TopLook> LookAsync(TimeSpan patience, CancellationToken stopping)
    {
        JsonElement? cluster = null;
        try
        {
            cluster = await client.GetClusterAsync(stopping);
            using var brief = new Until(Time, patience, stopping);
            return new TopLook(Take(cluster.Value, await client.GetApplicationsAsync(brief.Token)), "");
        }
        catch (CommandFailedException failure)
        {
            return new TopLook(NodesOf(cluster), failure.Message);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return new TopLook(NodesOf(cluster), $"{client.Address}: the controller does not answer in time");
        }
    }

    private TopNumbers Take(JsonElement cluster, JsonElement applications)
    {
        // Of the answer, not of its end here: the first takes long to read, which would shorten the time to the second.
        var (reading, at) = (TopReading.Of(applications, cluster), client.AnsweredAt);
        var elapsed = _before is { At: var then } ? Time.GetElapsedTime(then, at) : TimeSpan.Zero;
        var numbers = TopNumbers.Of(_before?.Reading, reading, elapsed);
        _before = (reading, at);
        return numbers;
    }

    private static TopNumbers? NodesOf(JsonElement? cluster) =>
        cluster is { } known ? TopNumbers.Of(null, TopReading.Of(applications: default, known), TimeSpan.Zero) : null;
}
