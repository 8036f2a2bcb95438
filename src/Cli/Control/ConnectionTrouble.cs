namespace ActorServe.Cli.Control;

/// <summary>Why nobody answered over HTTP, for people. Pure.</summary>
internal static class ConnectionTrouble
{
    /// <summary>The reason, and a hint where the address is probably of the other kind, http or https.</summary>
    public static string Of(HttpRequestException cause, Uri address) => cause switch
    {
        // What is wrong with TLS only the inner one says: with the certificate, or that what came is none.
        { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: { } tls } =>
            $"TLS: {tls.Message}"
            + (tls.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase) ? "" : $" Does it answer {Uri.UriSchemeHttp}?"),
        { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse } when address.Scheme == Uri.UriSchemeHttp =>
            $"{cause.Message} Does it answer {Uri.UriSchemeHttps}?",
        _ => cause.Message,
    };
}
