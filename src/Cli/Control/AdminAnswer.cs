using System.Text.Json;

namespace ActorServe.Cli.Control;

/// <summary>What a seed answered.</summary>
/// <param name="Status">The code over HTTP.</param>
/// <param name="Body">The JSON.</param>
internal sealed record AdminAnswer(int Status, JsonElement Body)
{
    private const int NotLetIn = 401, Failed = 500;

    /// <summary>It did what it was asked.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>
    /// It cannot for the moment, as while the controller moves, or a proxy before it says that it is away: asking again may help. What a
    /// seed itself says that it failed at is its last word.
    /// </summary>
    public bool IsAway => Status >= Failed && !(Status == Failed && Said is not null);

    /// <summary>A token was sent with the question.</summary>
    public bool HadToken { get; init; }

    /// <summary>Why not.</summary>
    public string Error => (Status, HadToken) switch
    {
        (NotLetIn, true) => "the seed asks for another token than the one that was sent (--token-file, ACTORSERVE_TOKEN)",
        (NotLetIn, false) => "the seed asks for a token: --token-file F, or ACTORSERVE_TOKEN",
        _ => Said ?? $"HTTP {Status}",
    };

    private string? Said =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("error", out var error) ? error.GetString() ?? "" : null;
}

/// <summary>A seed does not answer, or cannot for the moment: whoever waits for something asks again.</summary>
internal sealed class SeedAwayException(string message) : CommandFailedException(message)
{
    /// <summary>Nobody is there at all.</summary>
    public bool IsGone { get; init; }

    /// <summary>A change may have reached the seed: only the answer did not come. Never of what only asks.</summary>
    public bool MayHaveHeard { get; init; }
}
