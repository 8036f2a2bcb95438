using ActorServe.Shared.Programs.Membership;
using Microsoft.Extensions.Logging;

namespace ActorServe.Shared.Programs.Certificates;

/// <summary>
/// What a program says of TLS as it starts: each way that it has may be off without a wrong setting, and somebody may think that it is on.
/// </summary>
internal static class TlsAtStart
{
    /// <summary>The lines, with their levels.</summary>
    /// <param name="options">Checked.</param>
    /// <param name="addresses">All that the program answers over HTTP at.</param>
    public static IEnumerable<(LogLevel Level, string Line)> Lines(NodeOptions options, IReadOnlyCollection<string> addresses)
    {
        if (BetweenNodes(options.Cluster) is { } line) yield return line;
        // No wrong setting: programs of one machine often have one environment.
        if (options.Tls.IsOn && !addresses.Any(HttpsListening.IsHttps))
        {
            yield return (LogLevel.Warning,
                "the certificate of Tls:CertificateFile is shown to nobody, and HTTP is in clear: no address of this program is https "
                + $"({Named(addresses)})");
        }
    }

    private static (LogLevel Level, string Line)? BetweenNodes(MembershipOptions node)
    {
        if (node.Tls.IsOn)
        {
            using var own = node.Tls.Load().Certificate;
            return (
                LogLevel.Information,
                $"it is on between nodes; this one shows '{own.Subject}', until {own.NotAfter.ToUniversalTime():u}");
        }

        return node.IsOfThisMachineAlone ? null
            : (LogLevel.Warning, "it is off between nodes, and others reach this one: whoever can is let into the cluster, "
                + "and reads what is sent; keep it in a network that you trust, or set Cluster:Tls:CertificateFile");
    }

    private static string Named(IReadOnlyCollection<string> addresses) =>
        addresses.Count == 0 ? "it has none" : string.Join(", ", addresses);
}
