using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ActorServe.Deployments;
using ActorServe.Shared.Protocol;

namespace ActorServe.Replica.Code;

/// <summary>Rows in the words of the public contract, and its results in those of the protocol. Nothing is copied but headers.</summary>
internal static class RowConversion
{
    private static readonly long _earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long _latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>A row that has a value, as a deployment sees it.</summary>
    public static DeploymentRequest ToRequest(InferRow row) => new()
    {
        Value = row.Value.GetValueOrDefault(),
        ContentType = row.ContentType,
        Key = row.Key,
        Headers = row.Headers.IsDefaultOrEmpty ? [] : [.. row.Headers.Select(h => new DeploymentHeader(h.Name, h.Value))],
        Topic = row.Topic,
        Partition = row.Source.Partition,
        Offset = row.Offset,
        // A record's own word, and no reason to fail it: microseconds for milliseconds are beyond the last date that there is.
        Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(row.TimestampMs, _earliest, _latest)),
        Attempt = row.Attempt,
    };

    /// <summary>
    /// The entry of a row that a deployment answered: it has failed where an output's content type is longer than any may be.
    /// </summary>
    public static RowEntry ToEntry(int row, in DeploymentResult result)
    {
        if (result.Count == 0) return RowEntry.Completed(row, []);
        var outputs = new RowOutput[result.Count];
        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = ToOutput(result[i]);
            if (outputs[i].ContentType?.Length > ContentTypes.MaxLength) return TooLong(row, outputs[i].ContentType!.Length);
        }

        return RowEntry.Completed(row, ImmutableCollectionsMarshal.AsImmutableArray(outputs));
    }

    private static RowEntry TooLong(int row, int length) => RowEntry.Failed(
        row, FailureKind.ModelError, $"The content type of an output has {length} characters, more than {ContentTypes.MaxLength}.");

    private static RowOutput ToOutput(in DeploymentOutput output) => new(output.Value)
    {
        Key = output.Key,
        Headers = output.Headers.IsDefaultOrEmpty ? default : [.. output.Headers.Select(ToHeader)],
        ContentType = output.ContentType,
    };

    private static RecordHeader ToHeader(DeploymentHeader header) =>
        string.IsNullOrEmpty(header.Name) || header.Name.Contains('\0', StringComparison.Ordinal)
            ? throw new InvalidOperationException("A header of a result has no name, or one with a zero in it.")
            : new RecordHeader(header.Name, header.Value);
}
