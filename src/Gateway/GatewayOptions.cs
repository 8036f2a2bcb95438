using System.ComponentModel.DataAnnotations;
using ActorServe.Gateway.Front;
using ActorServe.Routing;
using ActorServe.Shared.Programs;
using ActorServe.Shared.Programs.Certificates;
using ActorServe.Shared.Programs.Settings;
using Microsoft.Extensions.Options;

namespace ActorServe.Gateway;

/// <summary>
/// How a gateway process runs: the section <c>ActorServe</c> of its configuration (<c>ACTORSERVE__…</c> in the environment).
/// </summary>
public sealed class GatewayOptions : IValidatableObject
{
    /// <summary>How this process reaches Kafka.</summary>
    [Required]
    [ValidateObjectMembers]
    public KafkaOptions Kafka { get; set; } = new();

    /// <summary>How routers let rows wait and send them.</summary>
    [Required]
    [ValidateObjectMembers]
    public RouterOptions Router { get; set; } = new();

    /// <summary>How requests over HTTP are answered.</summary>
    [Required]
    [ValidateObjectMembers]
    public FrontOptions Http { get; set; } = new();

    /// <summary>The certificate of <c>https</c> addresses.</summary>
    [Required]
    [ValidateObjectMembers]
    public CertificateOptions Tls { get; set; } = new();

    /// <summary>How long a process may take to end in good order; shared by the gateway's drain and the replicas'.</summary>
    /// <value>The default is 60 s.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        HttpsListening.WithoutCertificate(new ListenOptions(Http.Urls), Tls, $"{nameof(Http)}:{nameof(Http.Urls)}");
}

/// <summary>Kafka as this process reaches it. Addresses and secrets belong here and never into an application file.</summary>
[OtherKeys]
public sealed class KafkaOptions : IValidatableObject
{
    /// <summary>One or more <c>host:port</c>, separated by commas.</summary>
    [Required]
    public string BootstrapServers { get; set; } = "";

    /// <summary>Properties of every Kafka client of the process, such as <c>security.protocol</c> and <c>sasl.password</c>.</summary>
    public Dictionary<string, string> Properties { get; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from problem in BootstrapServers.Length == 0 ? [] : BrokerAddresses.Problems(BootstrapServers)
        select new ValidationResult($"is {problem}", [nameof(BootstrapServers)]);
}

/// <summary>Checks <see cref="GatewayOptions"/> when the host starts.</summary>
[OptionsValidator]
internal sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;
