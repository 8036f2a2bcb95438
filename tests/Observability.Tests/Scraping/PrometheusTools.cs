using System.Diagnostics;
using ActorServe.TestSupport;

namespace ActorServe.Observability.Tests.Scraping;

/// <summary>Prometheus' own programs, where the PATH has them.</summary>
internal static class PrometheusTools
{
    /// <summary>Why there are none, for specs that are skipped.</summary>
    public const string Missing = "needs prometheus and promtool on the PATH: Debian's package prometheus has both";

    /// <summary>The path of the tool; null where it is missing.</summary>
    public static string? Promtool { get; } = Find("promtool");

    /// <summary>The path of the server; null where it is missing.</summary>
    public static string? Prometheus { get; } = Find("prometheus");

    /// <summary>Runs the tool in the repository's root, until it ends.</summary>
    public static async Task<(int ExitCode, string Output)> PromtoolAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Promtool!, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = RepositoryFolder.Root,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);
}
