using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActorServe.Shared.Programs.Certificates;

/// <summary>The certificate of what a program answers over <c>https</c>.</summary>
public static class HttpsListening
{
    /// <summary>Shows it at every <c>https</c> address.</summary>
    public static void UseCertificate(this KestrelServerOptions kestrel, CertificateOptions options)
    {
        if (!options.IsOn) return;
        var (certificate, signers) = options.Load();
        kestrel.ConfigureHttpsDefaults(https => (https.ServerCertificate, https.ServerCertificateChain) = (certificate, signers));
    }

    /// <summary>The <c>https</c> addresses that there is no certificate for.</summary>
    /// <param name="listen">Where a program is to listen.</param>
    /// <param name="certificate">What it shows.</param>
    /// <param name="setting">The setting that <paramref name="listen"/> was read from.</param>
    public static IEnumerable<ValidationResult> WithoutCertificate(ListenOptions listen, CertificateOptions certificate, string setting) =>
        from address in certificate.IsOn ? [] : listen.Addresses
        where IsHttps(address)
        select new ValidationResult($"is '{address}', and there is no certificate; expected Tls:CertificateFile to name one", [setting]);

    /// <summary>Whether a certificate is shown at an address.</summary>
    internal static bool IsHttps(string address) => address.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
}
