using System.Collections.Immutable;
using Akka.Cluster;

namespace ActorServe.Seed.Members;

/// <summary>How long members have been up, as far as this process saw them come up. Written by one actor, read from any thread.</summary>
internal sealed class UpTimes(TimeProvider time)
{
    private volatile ImmutableDictionary<UniqueAddress, long> _since = ImmutableDictionary<UniqueAddress, long>.Empty;

    /// <summary>The member came up just now.</summary>
    public void Up(UniqueAddress member) => _since = _since.SetItem(member, time.GetTimestamp());

    /// <summary>It is no member any more.</summary>
    public void Gone(UniqueAddress member) => _since = _since.Remove(member);

    /// <summary>How long a member has been up; null where nobody saw it come.</summary>
    public TimeSpan? Of(UniqueAddress member) => _since.TryGetValue(member, out var since) ? time.GetElapsedTime(since) : null;
}
