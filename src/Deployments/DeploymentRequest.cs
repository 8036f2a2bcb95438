using System.Collections.Immutable;
using System.Text;

namespace ActorServe.Deployments;

/// <summary>One record or request, and where it comes from.</summary>
public sealed class DeploymentRequest
{
    /// <summary>The value. Shared with others: never write to it.</summary>
    public required ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>How the value is written: the record's <c>content-type</c> header, or the application's format.</summary>
    public string ContentType { get; init; } = "";

    /// <summary>The record's key; null where it has none.</summary>
    public ReadOnlyMemory<byte>? Key { get; init; }

    /// <summary>The record's headers that the application carries over.</summary>
    public ImmutableArray<DeploymentHeader> Headers { get; init; } = [];

    /// <summary>The record's topic; empty for a request over HTTP.</summary>
    public string Topic { get; init; } = "";

    /// <summary>The record's partition; -1 for a request over HTTP.</summary>
    public int Partition { get; init; } = -1;

    /// <summary>The record's offset; -1 for a request over HTTP.</summary>
    public long Offset { get; init; } = -1;

    /// <summary>When the record was written, as its producer or broker says.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>Which attempt this is, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The value as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Value.Span);

    /// <summary>The last header of this name, or null.</summary>
    public ReadOnlyMemory<byte>? Header(string name)
    {
        for (var i = Headers.Length - 1; i >= 0; i--)
        {
            if (Headers[i].Name == name) return Headers[i].Value;
        }

        return null;
    }
}
