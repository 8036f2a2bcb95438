using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace ActorServe.Seed.Admin;

/// <summary>
/// Lets requests to the admin REST through that bear the token; where there is no token, those from this machine to this machine, so that
/// an address that was opened by mistake opens nothing.
/// </summary>
internal sealed class AdminGate
{
    private const string Scheme = "Bearer ";

    private readonly byte[]? _token;

    public AdminGate(IOptions<AdminOptions> options) => _token = options.Value.ReadToken() is { } token ? Hash(token) : null;

    /// <summary>Whether a token is asked for.</summary>
    public bool HasToken => _token is not null;

    /// <summary>Answers those that may not, and passes the others on.</summary>
    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        if (HasToken ? IsBearer(context.Request) : IsFromHere(context))
        {
            await next(context);
            return;
        }

        if (HasToken) context.Response.Headers.WWWAuthenticate = "Bearer";
        await Answers.ErrorAsync(
            context.Response,
            HasToken ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden,
            HasToken ? "this asks for a token: Authorization: Bearer TOKEN, with the token that the seed was started with"
                : "the seed has no token, and so answers its own machine only: start it with ACTORSERVE__ADMIN__TOKEN, "
                    + "which docker-compose.yml takes from ACTORSERVE_TOKEN");
    }

    // Compared as digests, in a time that does not tell how much of it was right.
    private bool IsBearer(HttpRequest request) =>
        request.Headers[HeaderNames.Authorization].ToString() is { } header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Hash(header[Scheme.Length..].Trim()), _token);

    // The name, too: a page in a browser may have a name of its own point here.
    private static bool IsFromHere(HttpContext context) =>
        IsLoopback(context.Connection.RemoteIpAddress) && IsLoopback(context.Connection.LocalIpAddress)
        && (context.Request.Host.Host is "localhost" || IPAddress.TryParse(context.Request.Host.Host, out var named) && IsLoopback(named));

    private static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address);

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
