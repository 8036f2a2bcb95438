using System.CommandLine;
using System.Net.Http.Headers;
using ActorServe.Cli.Commands;
using ActorServe.Shared.Programs.Certificates;

namespace ActorServe.Cli.Control;

/// <summary>Where the admin REST is, and what opens it.</summary>
/// <param name="Address">The seed's address.</param>
/// <param name="Token">The token; null sends none.</param>
/// <param name="Authorities">Who alone signs a seed's certificate; null are those that this machine trusts.</param>
internal sealed record AdminConnection(Uri Address, string? Token, TrustedAuthorities? Authorities = null)
{
    /// <summary>Where a seed answers that was told nothing else.</summary>
    public const string DefaultAddress = "http://127.0.0.1:8265";

    /// <summary>The options' names.</summary>
    public const string AddressName = "--address", TokenFileName = "--token-file", CaFileName = "--ca-file";

    private const string AddressVariable = "ACTORSERVE_ADDRESS";
    private const string TokenVariable = "ACTORSERVE_TOKEN";
    private const string CaFileVariable = "ACTORSERVE_CA_FILE";

    /// <summary>The token, without the line end that files and secrets of orchestrators have; null sends none.</summary>
    public string? Token { get; } = Token?.Trim();

    /// <summary>How long a connection may take. Less than any answer may: who never had one knows that the seed heard nothing.</summary>
    public TimeSpan ConnectPatience { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary><c>--address</c>.</summary>
    public static Option<string?> AddressOption() => new(AddressName)
    {
        HelpName = "URL",
        Description = $"A seed's admin REST. Without it {AddressVariable} counts, then {DefaultAddress}.",
    };

    /// <summary><c>--token-file</c>.</summary>
    public static Option<string?> TokenFileOption() => new(TokenFileName)
    {
        HelpName = "F",
        Description = $"A file whose text is the token that the seed asks for. Without it {TokenVariable} counts.",
    };

    /// <summary><c>--ca-file</c>.</summary>
    public static Option<string?> CaFileOption() => new(CaFileName)
    {
        HelpName = "F",
        Description =
            $"Who signs a seed's https certificate, in PEM. Without it {CaFileVariable} counts, then those that this machine trusts.",
    };

    /// <summary>What the command line says, then the environment.</summary>
    /// <exception cref="CommandFailedException">It is no address, or there is no such file.</exception>
    public static AdminConnection Of(string? address, string? tokenFile, string? caFile = null)
    {
        var text = address ?? Environment.GetEnvironmentVariable(AddressVariable) ?? DefaultAddress;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new CommandFailedException($"'{text}' is no address; expected http://HOST:PORT or https://HOST:PORT", ExitCodes.Usage);

        return new AdminConnection(
            uri, tokenFile is null ? Environment.GetEnvironmentVariable(TokenVariable) : ReadToken(tokenFile),
            (caFile ?? Environment.GetEnvironmentVariable(CaFileVariable)) is { Length: > 0 } file ? ReadAuthorities(file) : null);
    }

    /// <summary>A client for it, with the token.</summary>
    public HttpClient Open(TimeSpan patience)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = ConnectPatience, SslOptions = { CertificateChainPolicy = Authorities?.ServerPolicy() },
        };
        var client = new HttpClient(handler) { BaseAddress = Address, Timeout = patience };
        if (Token is { Length: > 0 }) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return client;
    }

    private static TrustedAuthorities ReadAuthorities(string file)
    {
        var (authorities, problem) = TrustedAuthorities.Read(file);
        return authorities ?? throw new CommandFailedException($"{file}, {problem}", ExitCodes.Usage);
    }

    private static string ReadToken(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"{file} cannot be read: {cause.Message}", ExitCodes.Usage);
        }
    }
}
