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

    /// <summary>A number with its thousands apart.</summary>
    public static string Of(double number) => number.ToString(number is > 0 and < 10 ? "0.#" : "N0", CultureInfo.InvariantCulture);
}
