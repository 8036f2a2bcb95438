using ActorServe.Shared.Protocol;

namespace ActorServe.Shared.Telemetry;

/// <summary>What this process has used.</summary>
public static class ThisProcess
{
    /// <summary>Read now.</summary>
    public static ProcessReport Read() => new((long)Environment.CpuUsage.TotalTime.TotalMilliseconds, Environment.WorkingSet);
}
