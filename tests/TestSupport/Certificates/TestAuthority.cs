using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorServe.TestSupport.Certificates;

/// <summary>An authority whose certificates live as long as a test, and the folder that they are in.</summary>
public sealed class TestAuthority : IDisposable
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";
    private static readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private static int _serial;
    private readonly string _folder = Directory.CreateTempSubdirectory("actorserve-certificates-").FullName;
    private readonly X509Certificate2 _own;

    /// <summary>A new one.</summary>
    public TestAuthority(string name = "Test authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        _own = request.CreateSelfSigned(_now.AddDays(-2), _now.AddDays(365));
        CaFile = Write("ca.pem", _own.ExportCertificatePem());
    }

    /// <summary>Its certificate, in PEM.</summary>
    public string CaFile { get; }

    /// <summary>Issues a certificate of <c>localhost</c> and 127.0.0.1, both for servers and for clients.</summary>
    /// <param name="from">When it begins; a day ago where nothing is said.</param>
    /// <param name="to">When it ends; in a month where nothing is said.</param>
    /// <param name="onlyForServers">Whether it is of no use to clients.</param>
    public X509Certificate2 Issue(DateTimeOffset? from = null, DateTimeOffset? to = null, bool onlyForServers = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            onlyForServers ? [new Oid(ServerUse)] : [new Oid(ServerUse), new Oid(ClientUse)], critical: false));
        using var signed = request.Create(
            _own, from ?? _now.AddDays(-1), to ?? _now.AddDays(30), BitConverter.GetBytes(Interlocked.Increment(ref _serial)));
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>Issues one and writes it with its key, in PEM.</summary>
    /// <returns>Its file.</returns>
    public string IssuePem(string name = "node.pem")
    {
        using var certificate = Issue();
        return Write(name, certificate.ExportCertificatePem() + "\n" + KeyOf(certificate).ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Writes a file into the folder.</summary>
    /// <returns>Where it is.</returns>
    public string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes a certificate with its key as PKCS #12.</summary>
    public string WritePkcs12(string name, X509Certificate2 certificate, string? password)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12, password));
        return path;
    }

    /// <summary>The key of a certificate of an authority.</summary>
    public static ECDsa KeyOf(X509Certificate2 certificate) => certificate.GetECDsaPrivateKey()!;

    /// <inheritdoc/>
    public void Dispose()
    {
        _own.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
