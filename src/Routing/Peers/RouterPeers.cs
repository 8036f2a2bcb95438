namespace ActorServe.Routing.Peers;

/// <summary>One router's shares of the budgets of all processes that it sends to.</summary>
/// <param name="budgets">The process's budgets.</param>
/// <param name="self">The address of this process, which needs no budget: nothing is copied or queued on the way.</param>
/// <param name="wake">Called from any thread when there is room again.</param>
internal sealed class RouterPeers(PeerBudgets budgets, string self, Action wake)
{
    private readonly Dictionary<string, PeerShare> _shares = [];

    /// <summary>The share for a process; null for this one.</summary>
    public PeerShare? Of(string address)
    {
        if (address == self) return null;
        if (!_shares.TryGetValue(address, out var share)) _shares[address] = share = budgets.Open(address, wake);
        return share;
    }

    /// <summary>The router sends no more to a process: none of its rows may be there.</summary>
    public void Close(string address)
    {
        if (_shares.Remove(address, out var share)) budgets.Close(address, share);
    }

    /// <summary>The router ends.</summary>
    public void Close()
    {
        foreach (var address in _shares.Keys.ToList()) Close(address);
    }
}
