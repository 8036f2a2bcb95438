namespace ActorServe.Seed.Targets;

/// <summary>
/// What a seed's disk does not have yet of the targets: said by its <see cref="TargetsKeeper"/>, read by <see cref="TargetsReadiness"/>.
/// </summary>
internal sealed class DiskLag(TimeProvider time)
{
    /// <summary>A write that takes no longer than this is no trouble.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private volatile Behind? _behind;

    /// <summary>What is wrong; null where the disk has all, or may only be a moment behind.</summary>
    public string? Trouble => _behind switch
    {
        null => null,
        { Failure: { } failure } behind => $"targets {behind.Version} are not kept yet, and are tried again: {failure}",
        var behind when time.GetElapsedTime(behind.Since) < Patience => null,
        var behind => $"targets {behind.Version} are not kept yet: the disk has not taken them for {Patience.TotalSeconds} s and more",
    };

    /// <summary>These are to be kept, and are not yet. Why the last write failed is told until one has succeeded.</summary>
    public void Wants(long version) =>
        _behind = _behind is { } behind ? behind with { Version = version } : new Behind(version, time.GetTimestamp(), null);

    /// <summary>These could not be written.</summary>
    public void Failed(long version, string reason)
    {
        Wants(version);
        _behind = _behind! with { Failure = reason };
    }

    /// <summary>The disk has all that it should have.</summary>
    public void HasAll() => _behind = null;

    private sealed record Behind(long Version, long Since, string? Failure);
}
