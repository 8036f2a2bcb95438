using System.Collections.Immutable;

namespace ActorServe.Seed.Control;

/// <summary>The last report of each node, as long as it is fresh: what is older says nothing any more, and is not kept either.</summary>
internal sealed record FreshReports<T>
{
    /// <summary>Nodes report each second; one that was silent for so long says nothing any more.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private ImmutableSortedDictionary<string, (T Report, DateTimeOffset At)> ByAddress { get; init; } =
        ImmutableSortedDictionary.Create<string, (T, DateTimeOffset)>(StringComparer.Ordinal);

    /// <summary>A report of a node replaces its last one, and that of a former process on its address.</summary>
    public FreshReports<T> See(string address, T report, DateTimeOffset now) => this with
    {
        ByAddress = ByAddress.RemoveRange(ByAddress.Where(known => now - known.Value.At >= Lifetime).Select(known => known.Key))
            .SetItem(address, (report, now)),
    };

    /// <summary>The node is no member any more, or cannot be reached.</summary>
    public FreshReports<T> Forget(string address) => this with { ByAddress = ByAddress.Remove(address) };

    /// <summary>Those that are fresh, by address.</summary>
    public ImmutableArray<T> At(DateTimeOffset now) => [.. ByAddress.Values.Where(r => now - r.At < Lifetime).Select(r => r.Report)];
}
