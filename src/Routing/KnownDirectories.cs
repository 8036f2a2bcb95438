using ActorServe.Shared.Identity;
using Akka.Actor;

namespace ActorServe.Routing;

/// <summary>
/// The replica directories that there are, by the address of their node: which did not answer yet, and which may be cut off.
/// </summary>
internal sealed class KnownDirectories
{
    private const int RemovedRemembered = 256;

    private readonly Dictionary<string, Entry> _byAddress = [];
    private readonly HashSet<NodeId> _removed = [];
    private readonly Queue<NodeId> _removedOrder = new();

    public Entry? Find(string address) => _byAddress.GetValueOrDefault(address);

    public Entry Add(string address, ICanTell directory) => _byAddress[address] = new Entry(directory);

    /// <summary>It answered. One that was known by its path only is known by its node's address from now on.</summary>
    public void Heard(string address, IActorRef directory)
    {
        if (!_byAddress.ContainsKey(address) && _byAddress.Remove(directory.Path.ToString(), out var entry)) _byAddress[address] = entry;
        if (_byAddress.TryGetValue(address, out entry)) entry.IsSilent = false;
    }

    /// <summary>The association with the node broke. False where none of these is there.</summary>
    public bool Break(string address)
    {
        if (!_byAddress.TryGetValue(address, out var entry)) return false;

        entry.IsCutOff = true;
        return true;
    }

    /// <summary>There is an association with the node. True where there was a break before.</summary>
    public bool Mend(string address)
    {
        if (!_byAddress.TryGetValue(address, out var entry) || !entry.IsCutOff) return false;

        entry.IsCutOff = false;
        return true;
    }

    /// <summary>The process is gone for good: should it wake, what it tells counts for nothing.</summary>
    public void Remove(NodeId node)
    {
        _byAddress.Remove(node.Address);
        if (!_removed.Add(node)) return;

        _removedOrder.Enqueue(node);
        if (_removedOrder.Count > RemovedRemembered) _removed.Remove(_removedOrder.Dequeue());
    }

    public bool IsRemoved(NodeId node) => _removed.Contains(node);

    /// <summary>Those that did not answer yet, or all.</summary>
    public IEnumerable<ICanTell> ToAsk(bool all) => _byAddress.Values.Where(entry => all || entry.IsSilent).Select(entry => entry.Ref);

    /// <summary>One directory.</summary>
    internal sealed class Entry(ICanTell directory)
    {
        public ICanTell Ref { get; } = directory;

        /// <summary>It was asked and has not answered.</summary>
        public bool IsSilent { get; set; }

        public bool IsCutOff { get; set; }
    }
}
