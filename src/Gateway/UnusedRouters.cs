using ActorServe.Shared.Identity;

namespace ActorServe.Gateway;

/// <summary>
/// The routers that nobody sends to any more, and how often each was asked whether it is idle. None is stopped at once: it may have
/// requests, and the door may just be sending one. Pure.
/// </summary>
/// <param name="mostLooks">So often a router is asked; then it is stopped whatever it has.</param>
internal sealed class UnusedRouters(int mostLooks)
{
    private readonly Dictionary<DeploymentId, int> _looks = [];

    /// <summary>Whether there are any.</summary>
    public bool Any => _looks.Count > 0;

    /// <summary>These are used now, of all that there are.</summary>
    public void Note(IReadOnlySet<DeploymentId> used, IEnumerable<DeploymentId> all)
    {
        foreach (var deployment in _looks.Keys.Where(used.Contains).ToList()) _looks.Remove(deployment);
        foreach (var deployment in all.Where(deployment => !used.Contains(deployment))) _looks.TryAdd(deployment, 0);
    }

    /// <summary>Another look: each of them, and whether its time is over.</summary>
    public IReadOnlyList<(DeploymentId Deployment, bool IsOver)> Look()
    {
        var looks = _looks.Select(unused => (unused.Key, unused.Value >= mostLooks)).ToList();
        foreach (var (deployment, _) in looks) _looks[deployment]++;
        return looks;
    }

    /// <summary>Whether the deployment's is one of them.</summary>
    public bool Contains(DeploymentId deployment) => _looks.ContainsKey(deployment);

    /// <summary>Its router is stopped.</summary>
    public void Remove(DeploymentId deployment) => _looks.Remove(deployment);
}
