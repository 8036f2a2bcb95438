using System.ComponentModel.DataAnnotations;
using ActorServe.Shared.Programs;

namespace ActorServe.Gateway.Front;

/// <summary>
/// How a gateway answers over HTTP: the section <c>ActorServe:Http</c> of its configuration (<c>ACTORSERVE__HTTP__…</c> in the
/// environment).
/// </summary>
public sealed class FrontOptions : IValidatableObject
{
    /// <summary>The address of the door where nothing else is configured: Ray's port, on loopback.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8000";

    /// <summary>
    /// Where the door listens: <c>http://address:port</c> or <c>https://address:port</c>, or several separated by semicolons; port 0 is
    /// any that is free, and an empty text is nowhere. Nothing asks who comes: beyond loopback it is open.
    /// </summary>
    /// <value>The default is <c>http://127.0.0.1:8000</c>.</value>
    public string Urls { get; set; } = DefaultUrl;

    /// <summary>Whether a port that is taken is no failure: any free port on loopback is listened on instead.</summary>
    /// <value>The default is false.</value>
    public bool MayTakeAnyPort { get; set; }

    /// <summary>How long a request may take, its body included; then it is answered with 408. Zero is without bound.</summary>
    /// <value>The default is 60 s.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a connection may be idle between requests.</summary>
    /// <value>The default is 90 s, Ray's.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>Bytes of one body; larger ones are answered with 413.</summary>
    /// <value>The default is 8,000,000: what a frame between nodes has room for, and the most that can be set.</value>
    [Range(1, KafkaConnection.MaxRecordBytes)]
    public int MaxBodyBytes { get; set; } = KafkaConnection.MaxRecordBytes;

    /// <summary>Requests in hand at once, over all applications; more are answered with 503.</summary>
    /// <value>The default is 10,000.</value>
    [Range(1, 1_000_000)]
    public int MaxConcurrentRequests { get; set; } = 10_000;

    /// <summary>Bytes of the bodies and answers in hand at once; what has no room is answered with 503.</summary>
    /// <value>The default is 256 MiB.</value>
    [Range(1, long.MaxValue)]
    public long MaxConcurrentBodyBytes { get; set; } = 256L << 20;

    /// <summary>Connections at once; more are closed.</summary>
    /// <value>The default is 10,000.</value>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>Each address.</summary>
    internal IReadOnlyList<string> Addresses => new ListenOptions(Urls).Addresses;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        new ListenOptions(Urls).Validate(validationContext);
}
