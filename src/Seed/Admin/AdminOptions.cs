using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ActorServe.Seed.Admin;

/// <summary>Who may use the admin REST: the section <c>ActorServe:Admin</c> (<c>ACTORSERVE__ADMIN__TOKEN</c> in the environment).</summary>
public sealed class AdminOptions
{
    /// <summary>The token that requests must bear (<c>Authorization: Bearer …</c>).</summary>
    /// <value>The default is null: no token, and only this machine is answered.</value>
    [MinLength(16)]
    public string? Token { get; set; }

    /// <summary>A file whose text is the token, where <see cref="Token"/> is not set.</summary>
    /// <value>The default is null.</value>
    public string? TokenFile { get; set; }
}

/// <summary>Refuses options that are wrong when the host starts.</summary>
[OptionsValidator]
internal sealed partial class AdminOptionsValidator : IValidateOptions<AdminOptions>;
