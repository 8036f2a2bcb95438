using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ActorServe.Shared.Hosting;
using Akka.Event;

namespace ActorServe.Shared.Programs.Certificates;

/// <summary>Decides at each connection between nodes whether the other is one, and says in the log why not.</summary>
/// <param name="authorities">Who signs nodes.</param>
/// <param name="checksHostname">
/// Whether the certificate must name the host that was connected to; of a node that connects no name is known.
/// </param>
/// <param name="time">The clock.</param>
internal sealed class PeerCheck(TrustedAuthorities authorities, bool checksHostname, TimeProvider time)
{
    private static readonly TimeSpan LogPeriod = TimeSpan.FromSeconds(10);

    // Whoever is refused tries again twice a second.
    private readonly LogThrottle _throttle = new(LogPeriod, time);

    /// <summary>Whether a node with this certificate is trusted. From any thread.</summary>
    public bool Accepts(X509Certificate2? certificate, string peer, SslPolicyErrors errors, ILoggingAdapter log)
    {
        var refusal = certificate is null ? "it shows no certificate" : authorities.Refusal(certificate, time.GetUtcNow());
        if (refusal is null && checksHostname && errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            refusal = $"'{certificate!.Subject}' is not of that host (Cluster:Tls:CheckHostname)";
        if (refusal is null) return true;

        if (_throttle.Pass(out var held)) log.Warning("TLS: {0} is refused as a node: {1}{2}", peer, refusal, held);
        return false;
    }
}
