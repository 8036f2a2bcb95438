using Akka.Actor;

namespace ActorServe.Routing.Peers;

/// <summary>
/// The bytes that all routers of a process may have outstanding to each other process. Remoting's own queue has no bound, and what waits in
/// it delays heartbeats; and a process that is frozen works through all that it was sent when it wakes. Safe from any thread.
/// </summary>
/// <remarks>A budget is there as long as a router has a share of it: addresses are ever new where processes come and go.</remarks>
internal sealed class PeerBudgets(long limit) : IExtension
{
    /// <summary>For one peer: 220 MB outstanding delayed a heartbeat by seconds.</summary>
    public const long DefaultLimit = 16L << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, PeerBudget> _byAddress = [];

    /// <summary>Processes that any router has a share of.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _byAddress.Count;
        }
    }

    /// <summary>The budgets of an ActorSystem.</summary>
    public static PeerBudgets Of(ActorSystem system) => system.WithExtension<PeerBudgets, Provider>();

    /// <summary>Bytes that all routers have outstanding to a process.</summary>
    public long OutstandingTo(string address)
    {
        lock (_lock) return _byAddress.TryGetValue(address, out var budget) ? budget.Outstanding : 0;
    }

    /// <summary>A router's part of the budget of one process, by the address of its ActorSystem.</summary>
    /// <param name="address">The process.</param>
    /// <param name="wake"><inheritdoc cref="PeerBudget.Open" path="/param"/></param>
    public PeerShare Open(string address, Action wake)
    {
        lock (_lock)
        {
            if (!_byAddress.TryGetValue(address, out var budget)) _byAddress[address] = budget = new PeerBudget(limit);
            return budget.Open(wake);
        }
    }

    /// <summary>A router needs its part no more: all that it has is released.</summary>
    public void Close(string address, PeerShare share)
    {
        share.Close();
        lock (_lock)
        {
            if (_byAddress.TryGetValue(address, out var budget) && budget.Shares == 0) _byAddress.Remove(address);
        }
    }

    private sealed class Provider : ExtensionIdProvider<PeerBudgets>
    {
        public override PeerBudgets CreateExtension(ExtendedActorSystem system) => new(DefaultLimit);
    }
}
