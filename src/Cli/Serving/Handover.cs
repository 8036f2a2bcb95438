using ActorServe.Cli.Timing;
using ActorServe.Shared.Protocol;
using static ActorServe.Shared.Protocol.ControlProtocol;

namespace ActorServe.Cli.Serving;

/// <summary>
/// Hands the applications of a process to its own controller. On a machine that is busy the cluster of one may miss its own limits at the
/// start: what can be asked again is, for a while, as the same applications may be set twice.
/// </summary>
internal static class Handover
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60), Often = TimeSpan.FromMilliseconds(500);

    /// <summary>Asks until the controller takes them, or will not.</summary>
    /// <param name="ask">Asks it once.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="CommandFailedException">It does not take them.</exception>
    public static async Task UntilTakenAsync(Func<Task<object>> ask, TimeProvider time)
    {
        var deadline = new Deadline(time, Patience);
        while (await ask() is TargetsRefused refused)
        {
            if (refused.Kind is not (TargetsRefusal.Unavailable or TargetsRefusal.NotConfirmed) || deadline.IsOver)
                throw new CommandFailedException(refused.Reason);

            await Task.Delay(Often, time);
        }
    }
}
