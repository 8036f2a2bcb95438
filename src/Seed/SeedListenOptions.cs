using System.ComponentModel.DataAnnotations;
using ActorServe.Shared.Programs;
using ActorServe.Shared.Programs.Certificates;
using Microsoft.Extensions.Options;

namespace ActorServe.Seed;

/// <summary>Where a seed's process listens for HTTP.</summary>
public sealed class SeedListenOptions : IValidatableObject
{
    /// <summary>The admin REST (Ray's paths), and the seed's health.</summary>
    [Required]
    [ValidateObjectMembers]
    public ListenOptions Admin { get; set; } = new("http://127.0.0.1:8265");

    /// <summary>The certificate of <c>https</c> addresses.</summary>
    [Required]
    [ValidateObjectMembers]
    public CertificateOptions Tls { get; set; } = new();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        HttpsListening.WithoutCertificate(Admin, Tls, $"{nameof(Admin)}:{nameof(Admin.Urls)}");
}
