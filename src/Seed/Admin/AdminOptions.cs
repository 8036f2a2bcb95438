using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ActorServe.Seed.Admin;

/// <summary>Who may use the admin REST: the section <c>ActorServe:Admin</c> (<c>ACTORSERVE__ADMIN__TOKEN</c> in the environment).</summary>
public sealed class AdminOptions : IValidatableObject
{
    /// <summary>The section below ours that they are read from.</summary>
    public const string Section = "Admin";

    private const int ShortestToken = 16;

    /// <summary>
    /// The token that requests must bear (<c>Authorization: Bearer …</c>). It is refused among arguments, which others can read.
    /// </summary>
    /// <value>
    /// The default is null: no token, and only this machine is answered. 16 characters or more, without blanks and line ends around them;
    /// an empty text is none.
    /// </value>
    public string? Token { get; set; }

    /// <summary>A file whose text is the token, where <see cref="Token"/> is not set.</summary>
    /// <value>The default is null.</value>
    public string? TokenFile { get; set; }

    /// <summary>The token that counts; null where there is none.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public string? ReadToken() =>
        (Token is { Length: > 0 } ? Token : TokenFile is { Length: > 0 } path ? File.ReadAllText(path) : null)?.Trim();

    /// <inheritdoc/>
    // What is wrong is told, and the token never.
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Token is { Length: > 0 } && ReadToken() is { Length: < ShortestToken } token)
        {
            yield return new ValidationResult($"has {token.Length} characters; expected {ShortestToken} or more", [nameof(Token)]);
            yield break;
        }

        if (ProblemOfFile() is { } problem) yield return new ValidationResult($"is '{TokenFile}', {problem}", [nameof(TokenFile)]);
    }

    private string? ProblemOfFile()
    {
        try
        {
            return ReadToken() is { Length: < ShortestToken } token
                ? $"whose text has {token.Length} characters; expected {ShortestToken} or more" : null;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"which cannot be read: {cause.Message}";
        }
    }
}

/// <summary>Refuses options that are wrong when the host starts.</summary>
[OptionsValidator]
internal sealed partial class AdminOptionsValidator : IValidateOptions<AdminOptions>;
