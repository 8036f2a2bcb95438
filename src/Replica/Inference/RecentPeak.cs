namespace ActorServe.Replica.Inference;

/// <summary>
/// How much memory is worth keeping between runs: four times what the largest of the last runs used. Memory that grows by doubling is
/// below that as long as it is used, and what one large record needed is given back a hundred small ones later.
/// </summary>
internal sealed class RecentPeak
{
    /// <summary>Runs that are looked at together; the last such group counts, and the one that is under way.</summary>
    public const int Runs = 64;

    /// <summary>Always worth keeping: making it again costs more than it holds.</summary>
    public const long Least = 1 << 20;

    private long? _last;
    private long _current;
    private int _runs;

    /// <summary>Bytes worth keeping; without bound until enough was seen.</summary>
    public long Worth => _last is { } last ? Math.Max(Least, 4 * Math.Max(last, _current)) : long.MaxValue;

    /// <summary>A run used so much. True once for each group of runs: <see cref="Worth"/> may be less than before.</summary>
    public bool Observe(long bytes)
    {
        _current = Math.Max(_current, bytes);
        if (++_runs < Runs) return false;
        _last = _current;
        _current = 0;
        _runs = 0;
        return true;
    }
}
