using System.ComponentModel.DataAnnotations;

namespace ActorServe.Shared.Programs.Extensions;

/// <summary>
/// Where a node answers <c>pbm</c>, Petabridge.Cmd's client. Counts where the extension is beside the program. Nobody is asked who he is
/// there, and who reaches it may take nodes out of the cluster.
/// </summary>
public sealed class PbmOptions : IValidatableObject
{
    /// <summary>The address to listen on; <c>0.0.0.0</c> is every interface.</summary>
    /// <value>The default is 127.0.0.1: nobody else reaches it before somebody says so.</value>
    [Required]
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>The port; 0 is any that is free.</summary>
    /// <value>The default is 9110.</value>
    [Range(0, 65_535)]
    public int Port { get; set; } = 9_110;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Host.Length > 0 && Uri.CheckHostName(Host) == UriHostNameType.Unknown)
            yield return new ValidationResult($"is '{Host}'; expected a host name or an address, without a port", [nameof(Host)]);
    }
}
