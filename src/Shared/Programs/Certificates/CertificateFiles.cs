using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ActorServe.Shared.Programs.Certificates;

/// <summary>What came of reading a certificate.</summary>
/// <param name="Certificate">Null where it could not be read.</param>
/// <param name="Problems">By the setting that each is about.</param>
internal sealed record CertificateReading(LoadedCertificate? Certificate, IReadOnlyList<ValidationResult> Problems);

/// <summary>
/// Reads a certificate and its key from files, and tells what is wrong with them. No message has a password or a part of a key.
/// </summary>
internal static class CertificateFiles
{
    private const string Certificate = nameof(CertificateOptions.CertificateFile);
    private const string Key = nameof(CertificateOptions.KeyFile);
    private const string NoKey = $"which has no private key; expected it there, or in {Key}";
    private const string RightPassword =
        $"expected the password in {nameof(CertificateOptions.PasswordFile)}, or {nameof(CertificateOptions.Password)} in the environment";

    /// <summary>Reads what options name.</summary>
    /// <param name="options">They name a certificate.</param>
    /// <param name="now">When it is to be good.</param>
    public static CertificateReading Read(CertificateOptions options, DateTimeOffset now)
    {
        var problems = new List<ValidationResult>();
        var file = FileOf(options.CertificateFile, Certificate, problems);
        var keyFile = FileOf(options.KeyFile, Key, problems);
        var password = options.Password is { Length: > 0 } text ? text
            : Text(FileOf(options.PasswordFile, nameof(CertificateOptions.PasswordFile), problems))?.TrimEnd('\r', '\n');
        if (file is null || problems.Count > 0) return new CertificateReading(null, problems);

        var (loaded, problem, isOfKey) =
            IsPem(file) ? FromPem(Text(file)!, Text(keyFile) ?? Text(file)!, password) : FromPkcs12(file, password);
        if (loaded is not null) problem = TimeProblem(loaded.Certificate, now);
        if (problem is not null)
        {
            var (setting, path) = isOfKey && keyFile is not null ? (Key, options.KeyFile) : (Certificate, options.CertificateFile);
            problems.Add(new ValidationResult($"is '{path}', {problem}", [setting]));
        }

        return new CertificateReading(loaded, problems);
    }

    private static Attempt FromPkcs12(byte[] file, string? password)
    {
        try
        {
            var all = X509CertificateLoader.LoadPkcs12Collection(file, password);
            if (all.FirstOrDefault(certificate => certificate.HasPrivateKey) is not { } own) return new Attempt(null, NoKey);
            all.Remove(own);
            return new Attempt(new LoadedCertificate(own, all));
        }
        catch (CryptographicException)
        {
            var opened = password is null ? "needs no password" : "the password opens";
            return new Attempt(null, $"which is neither PEM, nor PKCS #12 that {opened}; {RightPassword}");
        }
    }

    private static Attempt FromPem(string certificates, string keys, string? password)
    {
        if (!keys.Contains("PRIVATE KEY-----", StringComparison.Ordinal)) return new Attempt(null, NoKey);
        var isLocked = keys.Contains("BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal);
        if (isLocked && password is null) return new Attempt(null, $"whose key is locked; {RightPassword}", IsOfKey: true);
        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPem(certificates);
            all.RemoveAt(0);
            using var own = isLocked
                ? X509Certificate2.CreateFromEncryptedPem(certificates, keys, password)
                : X509Certificate2.CreateFromPem(certificates, keys);
            // On Windows a key that is only in memory opens no connection.
            return new Attempt(new LoadedCertificate(X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null), all));
        }
        catch (Exception cause) when (cause is CryptographicException or ArgumentException)
        {
            return new Attempt(null, isLocked
                ? $"whose key the password does not open, or is of another certificate; {RightPassword}"
                : $"which cannot be read, or does not belong to its key; expected both in PEM", IsOfKey: true);
        }
    }

    private static string? TimeProblem(X509Certificate2 certificate, DateTimeOffset now)
    {
        const string Expected = "expected one that is valid now";
        var (from, to) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        return to < now ? $"whose certificate ended at {to:u}; {Expected}"
            : from > now ? $"whose certificate begins at {from:u}; {Expected}"
            : null;
    }

    private static byte[]? FileOf(string? path, string setting, List<ValidationResult> problems)
    {
        if (path is not { Length: > 0 }) return null;
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Add(new ValidationResult($"is '{path}', which cannot be read: {cause.Message}", [setting]));
            return null;
        }
    }

    private static bool IsPem(byte[] file) => file.AsSpan().IndexOf("-----BEGIN CERTIFICATE-----"u8) >= 0;

    private static string? Text(byte[]? file) => file is null ? null : Encoding.UTF8.GetString(file);

    /// <summary>What came of a file: a certificate, or what is wrong with it or its key.</summary>
    private readonly record struct Attempt(LoadedCertificate? Loaded, string? Problem = null, bool IsOfKey = false);
}
