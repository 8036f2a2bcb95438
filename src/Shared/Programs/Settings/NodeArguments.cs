namespace ActorServe.Shared.Programs.Settings;

/// <summary>Lets arguments name our settings without the section: <c>--Cluster:Port 4054</c>.</summary>
internal static class NodeArguments
{
    /// <summary>Sections that are not ours.</summary>
    private static readonly string[] Others = [NodeProgram.Section, "Logging", "Kestrel"];

    /// <summary>The arguments with our section before each key that names no other.</summary>
    public static IEnumerable<string> Of(IEnumerable<string> args) =>
        args.Select(arg => IsOurs(arg) ? $"--{NodeProgram.Section}:{arg[2..]}" : arg);

    private static bool IsOurs(string arg) =>
        arg.StartsWith("--", StringComparison.Ordinal)
        && !Others.Any(other => arg.AsSpan(2).StartsWith(other + ":", StringComparison.OrdinalIgnoreCase));
}
