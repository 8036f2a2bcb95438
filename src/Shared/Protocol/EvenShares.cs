using System.Collections.Immutable;

namespace ActorServe.Shared.Protocol;

/// <summary>How reports share the room of a message. Pure.</summary>
public static class EvenShares
{
    /// <summary>
    /// How much each gets where all together may have <paramref name="most"/>: all of what it wants where that is little, and the others
    /// equally much.
    /// </summary>
    public static ImmutableArray<int> Of(IReadOnlyList<int> wanted, int most)
    {
        var shares = new int[wanted.Count];
        var (left, waiting) = (most, wanted.Count);
        foreach (var (index, wants) in wanted.Index().OrderBy(each => each.Item))
        {
            shares[index] = Math.Min(wants, left / waiting--);
            left -= shares[index];
        }

        return [.. shares];
    }
}
