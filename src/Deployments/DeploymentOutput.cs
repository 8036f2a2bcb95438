using System.Collections.Immutable;
using System.Text;

namespace ActorServe.Deployments;

/// <summary>One output: a record on the output topic, or the body of an answer.</summary>
/// <param name="Value">The value. Hand it over for good: memory that is written to later corrupts what is sent.</param>
public readonly record struct DeploymentOutput(ReadOnlyMemory<byte> Value)
{
    /// <summary>A key of its own.</summary>
    /// <value>The default is null: the output has the record's key.</value>
    public ReadOnlyMemory<byte>? Key { get; init; }

    /// <summary>Further headers.</summary>
    /// <value>The default has none.</value>
    public ImmutableArray<DeploymentHeader> Headers { get; init; }

    /// <summary>How the value is written.</summary>
    /// <value>The default is null: as the record's value was.</value>
    public string? ContentType { get; init; }

    /// <summary>An output of UTF-8 text.</summary>
    public static DeploymentOutput OfText(string text) => new(Encoding.UTF8.GetBytes(text)) { ContentType = "text/plain" };
}
