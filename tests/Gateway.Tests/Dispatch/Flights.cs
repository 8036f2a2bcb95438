using System.Collections.Immutable;
using ActorServe.Gateway.Dispatch;
using ActorServe.Routing;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Tests.Dispatch;

/// <summary>Rows and outcomes by hand.</summary>
internal static class Flights
{
    public static ModelVersion Model { get; } = new("echo", "1");

    public static InferRow Row(int partition, long sequence, string? key = null, long epoch = 1) => new()
    {
        Source = new RowSource(partition, sequence, epoch),
        Offset = sequence,
        Topic = "in",
        ContentType = "application/json",
        Key = key is null ? null : System.Text.Encoding.UTF8.GetBytes(key),
        Value = new byte[8],
    };

    public static ImmutableArray<InferRow> Rows(int partition, int count, long first = 0, long epoch = 1) =>
        [.. Enumerable.Range(0, count).Select(i => Row(partition, first + i, epoch: epoch))];

    public static RowOutcome Completed(InferRow row, int bytes = 1) =>
        new(row, RowEntry.Completed(0, [new RowOutput(new byte[bytes])]), Model);

    public static RowOutcome Failed(InferRow row, FailureKind kind) => new(row, RowEntry.Failed(0, kind, "no"), Model);

    public static ImmutableArray<long> Sequences(this ImmutableArray<FlightOutcome> outcomes) =>
        [.. outcomes.Select(o => o.Row.Source.Sequence)];

    public static ImmutableArray<FlightOutcome> TakeAll(this FlightTable table) => table.TakeOutcomes(int.MaxValue);
}
