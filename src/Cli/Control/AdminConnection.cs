using System.CommandLine;
using ActorServe.Cli.Commands;

namespace ActorServe.Cli.Control;

/// <summary>Where the admin REST is, and what opens it.</summary>
/// <param name="Address">The seed's address.</param>
/// <param name="Token">The token; null sends none.</param>
internal sealed record AdminConnection(Uri Address, string? Token)
{
    /// <summary>Where a seed answers that was told nothing else.</summary>
    public const string DefaultAddress = "http://127.0.0.1:8265";

    private const string AddressVariable = "ACTORSERVE_ADDRESS";
    private const string TokenVariable = "ACTORSERVE_TOKEN";

    /// <summary><c>--address</c>.</summary>
    public static Option<string?> AddressOption() => new("--address")
    {
        HelpName = "URL",
        Description = $"A seed's admin REST. Without it {AddressVariable} counts, then {DefaultAddress}.",
    };

    /// <summary><c>--token-file</c>.</summary>
    public static Option<string?> TokenFileOption() => new("--token-file")
    {
        HelpName = "F",
        Description = $"A file whose text is the token that the seed asks for. Without it {TokenVariable} counts.",
    };

    /// <summary>What the command line says, then the environment.</summary>
    /// <exception cref="CommandFailedException">It is no address, or there is no such file.</exception>
    public static AdminConnection Of(string? address, string? tokenFile)
    {
        var text = address ?? Environment.GetEnvironmentVariable(AddressVariable) ?? DefaultAddress;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new CommandFailedException($"'{text}' is no address; expected http://HOST:PORT", ExitCodes.Usage);

        return new AdminConnection(uri, tokenFile is null ? Environment.GetEnvironmentVariable(TokenVariable) : ReadToken(tokenFile));
    }

    private static string ReadToken(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"{file} cannot be read: {cause.Message}", ExitCodes.Usage);
        }
    }
}
