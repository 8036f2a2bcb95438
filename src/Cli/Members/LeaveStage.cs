namespace ActorServe.Cli.Members;

/// <summary>How far a member that was told to go has come. Pure.</summary>
internal static class LeaveStage
{
    /// <summary>For people; null where it is gone.</summary>
    public static string? Of(ClusterReading cluster, MemberReading member)
    {
        if (cluster.Members.FirstOrDefault(m => m.IsSameAs(member)) is not { } now) return null;

        // As Akka has it: a member moves only when every other one has seen where it is.
        var silent = cluster.Members
            .Where(m => !m.IsReachable && m.Status is not ("DOWN" or "EXITING") && !m.IsSameAs(member)).Select(m => m.Endpoint).ToList();
        return silent.Count == 0 ? now.Status : $"{now.Status}; no member moves on while {string.Join(", ", silent)} cannot be reached";
    }
}
