namespace ActorServe.Gateway.Ingest.Ledger;

/// <summary>
/// Numbers assignments: unique in the process over all applications and all restarts of their streams, so that no late completion is taken
/// for another's.
/// </summary>
internal static class EpochSource
{
    private static long _last;

    /// <summary>An epoch that nothing had before.</summary>
    public static long Next() => Interlocked.Increment(ref _last);
}
