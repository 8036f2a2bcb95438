using System.ComponentModel.DataAnnotations;

namespace ActorServe.Shared.Programs.Certificates;

/// <summary>The certificate that a program shows, and its key: the section <c>Tls</c>, for what it answers over HTTP.</summary>
public class CertificateOptions : IValidatableObject
{
    /// <summary>A file with the certificate: PKCS #12 (<c>.pfx</c>, <c>.p12</c>), or PEM; with those that signed it, if any.</summary>
    /// <value>The default is null: no TLS.</value>
    public string? CertificateFile { get; set; }

    /// <summary>A file with the key in PEM, where <see cref="CertificateFile"/> does not hold it.</summary>
    /// <value>The default is null.</value>
    public string? KeyFile { get; set; }

    /// <summary>What opens the key. It belongs in the environment, and is refused among arguments, which others can read.</summary>
    /// <value>The default is null: a key that nothing locks.</value>
    public string? Password { get; set; }

    /// <summary>A file whose text opens the key, where <see cref="Password"/> is not set; line ends at its end do not count.</summary>
    /// <value>The default is null.</value>
    public string? PasswordFile { get; set; }

    /// <summary>Whether there is a certificate to show.</summary>
    public bool IsOn => CertificateFile is { Length: > 0 };

    /// <summary>Reads the certificate and its key.</summary>
    /// <exception cref="InvalidDataException">They cannot be used; <see cref="Validate"/> says so before anything is started.</exception>
    public LoadedCertificate Load() =>
        CertificateFiles.Read(this, TimeProvider.System.GetUtcNow()) is { Certificate: { } loaded, Problems.Count: 0 } ? loaded
            : throw new InvalidDataException($"{CertificateFile} cannot be used any more: it was changed since the start");

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Problems(TimeProvider.System.GetUtcNow());

    /// <summary>What is wrong with it at a time.</summary>
    internal virtual IEnumerable<ValidationResult> Problems(DateTimeOffset now) => IsOn
        ? CertificateFiles.Read(this, now).Problems
        : from setting in ForTheKey()
          where setting.Value is { Length: > 0 }
          select WithoutCertificate(setting.Key);

    /// <summary>A setting is set that is of no use without a certificate.</summary>
    protected static ValidationResult WithoutCertificate(string key) =>
        new($"is set, and {nameof(CertificateFile)} is not; expected both or none", [key]);

    private (string Key, string? Value)[] ForTheKey() =>
        [(nameof(KeyFile), KeyFile), (nameof(Password), Password), (nameof(PasswordFile), PasswordFile)];
}
