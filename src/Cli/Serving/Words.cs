using System.Globalization;
using ActorServe.Shared.Protocol;

namespace ActorServe.Cli.Serving;

/// <summary>States and numbers as people read them.</summary>
internal static class Words
{
    /// <summary>Ray Serve's words.</summary>
    public static string Of(ApplicationStatus status) => status switch
    {
        ApplicationStatus.Deploying => "deploying",
        ApplicationStatus.Running => "running",
        ApplicationStatus.DeployFailed => "deploy failed",
        ApplicationStatus.Unhealthy => "unhealthy",
        _ => "deleting",
    };

    /// <summary><c>1 replica</c>, <c>2 replicas</c>.</summary>
    public static string Count(long number, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {thing}{(number == 1 ? "" : "s")}");

    /// <summary>A number, or that there is none.</summary>
    public static string OrUnknown(double? number) => number is { } known ? Of(known) : "unknown";

    /// <summary>How long something is ago, in its two largest units: <c>3d 4h</c>, <c>12m 5s</c>.</summary>
    public static string Ago(TimeSpan time) => time switch
    {
        { Days: > 0 } => $"{time.Days}d {time.Hours}h",
        { Hours: > 0 } => $"{time.Hours}h {time.Minutes}m",
        { Minutes: > 0 } => $"{time.Minutes}m {time.Seconds}s",
        _ => $"{Math.Max(0, time.Seconds)}s",
    };

    /// <summary>A number with its thousands apart.</summary>
    public static string Of(double number) => number.ToString(number is > 0 and < 10 ? "0.#" : "N0", CultureInfo.InvariantCulture);
}
