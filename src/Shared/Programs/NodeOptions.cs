using System.ComponentModel.DataAnnotations;
using ActorServe.Shared.Programs.Certificates;
using ActorServe.Shared.Programs.Extensions;
using ActorServe.Shared.Programs.Logs;
using ActorServe.Shared.Programs.Membership;
using Microsoft.Extensions.Options;

namespace ActorServe.Shared.Programs;

/// <summary>What seeds, replica nodes and gateways have in common: the section <c>ActorServe</c> of their configuration.</summary>
public sealed class NodeOptions : IValidatableObject
{
    /// <summary>How the node is reached by others, and how it finds them.</summary>
    [Required]
    [ValidateObjectMembers]
    public MembershipOptions Cluster { get; set; } = new();

    /// <summary>Where <c>/-/live</c>, <c>/-/ready</c> and <c>/metrics</c> answer; a seed answers them where its admin REST is.</summary>
    [Required]
    [ValidateObjectMembers]
    public ListenOptions Health { get; set; } = new("http://127.0.0.1:8080");

    /// <summary>Where the node answers <c>pbm</c>, if the extension for it is there.</summary>
    [Required]
    [ValidateObjectMembers]
    public PbmOptions Pbm { get; set; } = new();

    /// <summary>
    /// The certificate of everything that the program answers over <c>https</c>. What is between nodes has one of its own, in
    /// <see cref="MembershipOptions.Tls"/>.
    /// </summary>
    [Required]
    [ValidateObjectMembers]
    public CertificateOptions Tls { get; set; } = new();

    /// <summary>What is logged, and how.</summary>
    [Required]
    [ValidateObjectMembers]
    public LogOptions Logs { get; set; } = new();

    /// <summary>How long the process may take to end in good order: shared by a gateway's drain and the replicas'.</summary>
    /// <value>The default is 60 s.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        HttpsListening.WithoutCertificate(Health, Tls, $"{nameof(Health)}:{nameof(Health.Urls)}");
}

/// <summary>Checks <see cref="NodeOptions"/> when the host starts.</summary>
[OptionsValidator]
public sealed partial class NodeOptionsValidator : IValidateOptions<NodeOptions>;
