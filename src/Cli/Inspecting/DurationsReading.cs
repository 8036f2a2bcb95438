using System.Text.Json;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Telemetry;

namespace ActorServe.Cli.Inspecting;

/// <summary>How long records took, as a seed tells it: pairs of a bucket's bound above, in milliseconds, and how many took less.</summary>
internal static class DurationsReading
{
    /// <summary>Reads them; none where a seed of an older version tells nothing.</summary>
    public static DurationBuckets Of(JsonElement gateway) =>
        DurationBuckets.Of(gateway.Items("record_duration_ms").Select(Count).OfType<DurationCount>());

    private static DurationCount? Count(JsonElement pair) =>
        pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2
        && pair[0] is { ValueKind: JsonValueKind.Number } bound && bound.TryGetDecimal(out var ms)
        && pair[1] is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var count)
            ? new DurationCount(DurationBuckets.BucketUpTo(ms), count) : null;
}
