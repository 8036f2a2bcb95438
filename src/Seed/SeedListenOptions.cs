using System.ComponentModel.DataAnnotations;
using ActorServe.Shared.Programs;
using Microsoft.Extensions.Options;

namespace ActorServe.Seed;

/// <summary>Where a seed's process listens for HTTP.</summary>
public sealed class SeedListenOptions
{
    /// <summary>The admin REST (Ray's paths), and the seed's health.</summary>
    [Required]
    [ValidateObjectMembers]
    public ListenOptions Admin { get; set; } = new("http://127.0.0.1:8265");
}
