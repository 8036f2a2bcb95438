using System.ComponentModel.DataAnnotations;

namespace ActorServe.Shared.Programs.Certificates;

/// <summary>
/// TLS between nodes: the section <c>Cluster:Tls</c>. Each node shows its certificate to the other, whichever of them connects, and
/// takes only one that an authority of <see cref="CaFile"/> signed: who has none is no member.
/// </summary>
public sealed class ClusterCertificateOptions : CertificateOptions
{
    private const string Expected = "expected a file with the certificates of the authorities whose nodes are trusted";

    /// <summary>
    /// A PEM file with the certificates of the authorities whose nodes are trusted, and of nobody else; while one replaces another, both.
    /// </summary>
    /// <value>The default is null; it must be set where <see cref="CertificateOptions.CertificateFile"/> is.</value>
    public string? CaFile { get; set; }

    /// <summary>Whether a node's certificate must also name the host that the node is reached at (<c>Cluster:Hostname</c>).</summary>
    /// <value>The default is false: whoever the authorities signed is a node, at any address.</value>
    public bool CheckHostname { get; set; }

    /// <summary>Reads the authorities.</summary>
    /// <exception cref="InvalidDataException">They cannot be used, which is told before anything is started.</exception>
    public TrustedAuthorities LoadAuthorities() => TrustedAuthorities.Read(CaFile ?? "").Authorities
        ?? throw new InvalidDataException($"{CaFile} cannot be used any more: it was changed since the start");

    /// <inheritdoc/>
    internal override IEnumerable<ValidationResult> Problems(DateTimeOffset now)
    {
        foreach (var problem in base.Problems(now)) yield return problem;
        if (CheckHostname && !IsOn) yield return WithoutCertificate(nameof(CheckHostname));
        if (CaFile is not { Length: > 0 } file)
        {
            if (IsOn) yield return new ValidationResult($"is not set; {Expected}", [nameof(CaFile)]);
        }
        else if (!IsOn)
        {
            yield return WithoutCertificate(nameof(CaFile));
        }
        else if (TrustedAuthorities.Read(file) is { Problem: { } unreadable })
        {
            yield return new ValidationResult($"is '{file}', {unreadable}", [nameof(CaFile)]);
        }
        else if (WhyNotTrusted(now) is { } refusal)
        {
            yield return new ValidationResult(
                $"is '{CertificateFile}', which other nodes would refuse: {refusal}", [nameof(CertificateFile)]);
        }
    }

    // What is wrong with the file itself was told.
    private string? WhyNotTrusted(DateTimeOffset now) => CertificateFiles.Read(this, now) is { Certificate: { } own, Problems.Count: 0 }
        ? LoadAuthorities().Refusal(own.Certificate, now) : null;
}
