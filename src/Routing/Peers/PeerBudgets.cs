using System.Collections.Concurrent;
using Akka.Actor;

namespace ActorServe.Routing.Peers;

/// <summary>
/// The bytes that all routers of a process may have outstanding to each other process. Remoting's own queue has no bound, and what waits in
/// it delays heartbeats; and a process that is frozen works through all that it was sent when it wakes.
/// </summary>
internal sealed class PeerBudgets(long limit) : IExtension
{
    /// <summary>For one peer: 220 MB outstanding delayed a heartbeat by seconds.</summary>
    public const long DefaultLimit = 16L << 20;

    private readonly ConcurrentDictionary<string, PeerBudget> _byAddress = new();

    /// <summary>The budgets of an ActorSystem.</summary>
    public static PeerBudgets Of(ActorSystem system) => system.WithExtension<PeerBudgets, Provider>();

    /// <summary>The budget of one process, by the address of its ActorSystem.</summary>
    public PeerBudget Of(string address) => _byAddress.GetOrAdd(address, _ => new PeerBudget(limit));

    private sealed class Provider : ExtensionIdProvider<PeerBudgets>
    {
        public override PeerBudgets CreateExtension(ExtendedActorSystem system) => new(DefaultLimit);
    }
}
