using System.ComponentModel.DataAnnotations;
using System.Net;
using ActorServe.Shared.Programs.Certificates;
using Microsoft.Extensions.Options;

namespace ActorServe.Shared.Programs.Membership;

/// <summary>How a node is reached by others, and how it finds them.</summary>
public sealed class MembershipOptions : IValidatableObject
{
    /// <summary>A <see cref="Hostname"/> that is the machine's own name, whatever that is: in a container the container's.</summary>
    public const string Self = "self";

    /// <summary>The host name or address at which other nodes reach this one; <see cref="Self"/> is the machine's own name.</summary>
    /// <value>The default is 127.0.0.1: a cluster on this machine alone.</value>
    [Required]
    public string Hostname { get; set; } = "127.0.0.1";

    /// <summary>The port of remoting; 0 is any that is free, which only a node that is no seed may have.</summary>
    /// <value>The default is 4053.</value>
    [Range(0, 65_535)]
    public int Port { get; set; } = 4_053;

    /// <summary>The address to listen on, where it is not <see cref="Hostname"/>, as behind a container's network.</summary>
    /// <value>The default is null: loopback where the host name is that, else every interface.</value>
    public string? BindHostname { get; set; }

    /// <summary>
    /// The seeds as <c>host:port</c>, the same in the same order on every node: only the first founds a cluster, where there is none.
    /// </summary>
    /// <value>The default is 127.0.0.1:4053 alone.</value>
    public IList<string> Seeds { get; } = [];

    /// <summary>A folder that outlives the process, for what a seed must not forget. Only seeds use it.</summary>
    /// <value>The default is <c>state</c> in the working directory.</value>
    [Required]
    public string StateFolder { get; set; } = "state";

    /// <summary>TLS between nodes.</summary>
    [Required]
    [ValidateObjectMembers]
    public ClusterCertificateOptions Tls { get; set; } = new();

    /// <summary>The seeds, with the default filled in.</summary>
    // A list with a default would get the configured ones appended.
    public IReadOnlyList<string> SeedAddresses => Seeds.Count > 0 ? [.. Seeds] : ["127.0.0.1:4053"];

    /// <summary>The host name, with the machine's own filled in.</summary>
    // A container's name is as unique as its address, and nobody else gets it when the container is gone.
    public string PublicHostname => Hostname == Self ? Dns.GetHostName() : Hostname;

    /// <summary>This node, as a seed would be named.</summary>
    public string Address => $"{PublicHostname}:{Port}";

    /// <summary>Where to listen.</summary>
    public string ListenHostname => BindHostname ?? (IsLoopback(Hostname) ? Hostname : "0.0.0.0");

    /// <summary>Whether no other machine reaches the node.</summary>
    public bool IsOfThisMachineAlone => IsLoopback(Hostname) && IsLoopback(ListenHostname);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Hostname.Length > 0 && Uri.CheckHostName(Hostname) == UriHostNameType.Unknown)
            yield return new ValidationResult($"is '{Hostname}'; expected a host name or an address, without a port", [nameof(Hostname)]);
        foreach (var (seed, index) in Seeds.Select((seed, index) => (seed, index)))
        {
            if (!SeedContacts.TryParse(seed, out _, out _))
                yield return new ValidationResult($"is '{seed}'; expected host:port", [$"{nameof(Seeds)}:{index}"]);
        }
    }

    private static bool IsLoopback(string host) => host is "127.0.0.1" or "localhost" or "::1";
}
