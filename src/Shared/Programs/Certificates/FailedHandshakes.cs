using Akka;
using Akka.Actor;
using Akka.Event;

namespace ActorServe.Shared.Programs.Certificates;

/// <summary>Keeps a node that began a TLS handshake which failed.</summary>
/// <remarks>
/// Akka.Remote shuts the whole ActorSystem down for it, also where the other process only died in the midst of the handshake: each node
/// that is restarted could take others along, and nothing turns that off. So that shutdown stands still in a phase of its own, before all
/// others, while the node goes on and connects again; when its end is asked for, it goes through all phases as any other shutdown.
/// </remarks>
internal sealed class FailedHandshakes : IExtension
{
    /// <summary>The phase, before all others. It must have a time; <see cref="Longest"/> ends before it.</summary>
    public const string Phases = """
        akka.coordinated-shutdown.phases {
          failed-handshake { depends-on = [], timeout = 20d }
          before-service-unbind.depends-on = [failed-handshake]
        }
        """;

    private const string Phase = "failed-handshake";

    // Near the most that a timer takes. A node that is still there ends as one to be started anew.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(19);

    private readonly ActorSystem _system;
    private readonly TaskCompletionSource<Done> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _ended;

    private FailedHandshakes(ActorSystem system)
    {
        _system = system;
        CoordinatedShutdown.Get(system).AddTask(Phase, Phase, StandAsync);
    }

    /// <summary>Whether the cluster went on without this node while a shutdown stood still.</summary>
    public bool WasDowned { get; private set; }

    /// <summary>That of a system; null where it has none, because nobody asked for it.</summary>
    public static FailedHandshakes? Of(ActorSystem system) =>
        system.HasExtension<FailedHandshakes>() ? system.GetExtension<FailedHandshakes>() : null;

    /// <summary>Endures failures from now on.</summary>
    public static FailedHandshakes Endure(ActorSystem system) => (FailedHandshakes)system.RegisterExtension(new Provider());

    /// <summary>A shutdown that stands still goes on. From any thread.</summary>
    /// <param name="wasDowned">Whether for the reason that the cluster goes on without this node.</param>
    public void End(bool wasDowned)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 1) return;
        WasDowned = wasDowned;
        _end.TrySetResult(Done.Instance);
    }

    private async Task<Done> StandAsync()
    {
        // It is no public type.
        if (CoordinatedShutdown.Get(_system).ShutdownReason?.GetType().Name != "TlsHandshakeFailureReason") return Done.Instance;
        if (!_end.Task.IsCompleted) _system.Log.Warning("A TLS handshake that this node began has failed; it goes on, and connects again.");
        await Task.WhenAny(_end.Task, Task.Delay(Longest, TimeProvider.System)).ConfigureAwait(false);
        End(wasDowned: true);
        return Done.Instance;
    }

    private sealed class Provider : ExtensionIdProvider<FailedHandshakes>
    {
        public override FailedHandshakes CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
