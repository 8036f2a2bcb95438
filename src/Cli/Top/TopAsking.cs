using System.Diagnostics;
using ActorServe.Cli.Control;

namespace ActorServe.Cli.Top;

/// <summary>Asks a seed again and again, and keeps the look before, which rates are derived from.</summary>
internal sealed class TopAsking(AdminClient client)
{
    private (TopReading Reading, long At)? _before;

    /// <summary>The number of the targets, as of the last look.</summary>
    public long Version => _before?.Reading.Serving.Version ?? 0;

    /// <summary>Another look.</summary>
    /// <exception cref="CommandFailedException">The seed does not answer, or not as one; the look before stays.</exception>
    public async Task<TopNumbers> LookAsync(CancellationToken stopping)
    {
        var applications = await client.GetApplicationsAsync(stopping);
        var at = Stopwatch.GetTimestamp();
        var reading = TopReading.Of(applications, await client.GetClusterAsync(stopping));
        var elapsed = _before is { At: var then } ? Stopwatch.GetElapsedTime(then, at) : TimeSpan.Zero;
        var numbers = TopNumbers.Of(_before?.Reading, reading, elapsed);
        _before = (reading, at);
        return numbers;
    }
}
