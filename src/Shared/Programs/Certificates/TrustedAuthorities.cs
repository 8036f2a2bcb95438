using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorServe.Shared.Programs.Certificates;

/// <summary>Authorities of a PEM file, the only ones whose certificates are trusted: what the machine trusts does not count.</summary>
public sealed class TrustedAuthorities
{
    private static readonly Oid ServerUse = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientUse = new("1.3.6.1.5.5.7.3.2");

    private readonly X509Certificate2[] _roots;
    private readonly X509Certificate2[] _between;

    private TrustedAuthorities(X509Certificate2Collection all)
    {
        _roots = [.. all.Where(IsRoot)];
        _between = [.. all.Where(certificate => !IsRoot(certificate))];
    }

    /// <summary>Reads them.</summary>
    /// <returns>They, or what is wrong with the file.</returns>
    public static (TrustedAuthorities? Authorities, string? Problem) Read(string file)
    {
        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPemFile(file);
            return all.Any(IsRoot)
                ? (new TrustedAuthorities(all), null) : (null, "which has no authority's own certificate; expected one or more in PEM");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            return (null, $"which cannot be read: {cause.Message}");
        }
    }

    /// <summary>How a client checks who answers.</summary>
    public X509ChainPolicy ServerPolicy() => Policy(ServerUse);

    /// <summary>
    /// Why a node's certificate is not trusted; null where it is. A node connects and is connected to: where the certificate says what it
    /// is for, it must be for both.
    /// </summary>
    public string? Refusal(X509Certificate2 certificate, DateTimeOffset now)
    {
        using var chain = new X509Chain { ChainPolicy = Policy(ServerUse, ClientUse) };
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        if (chain.Build(certificate)) return null;

        var reasons = chain.ChainStatus.Select(status => Words(status.Status)).Distinct();
        return $"'{certificate.Subject}', issued by '{certificate.Issuer}', {string.Join(", ", reasons)}";
    }

    private X509ChainPolicy Policy(params Oid[] uses)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_roots);
        policy.ExtraStore.AddRange(_between);
        foreach (var use in uses) policy.ApplicationPolicy.Add(use);
        return policy;
    }

    private static string Words(X509ChainStatusFlags status) => status switch
    {
        X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain => "is not signed by an authority of the CA file",
        X509ChainStatusFlags.NotTimeValid => "is not valid now",
        X509ChainStatusFlags.NotValidForUsage => "is not for both servers and clients (extended key usage)",
        _ => $"is not good: {status}",
    };

    private static bool IsRoot(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
