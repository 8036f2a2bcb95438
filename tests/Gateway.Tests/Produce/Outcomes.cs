using System.Collections.Immutable;
using System.Text;
using ActorServe.Gateway.Dispatch;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Gateway.Tests.Produce;

/// <summary>Outcomes for tests: row n of partition 3 has offset 1000 + n, key <c>kn</c> and value <c>vn</c>.</summary>
internal static class Outcomes
{
    public static readonly ModelVersion Digits = new("digits", "3");

    public static InferRow Row(int n) => new()
    {
        Source = new RowSource(Partition: 3, Sequence: n, Epoch: 1),
        Topic = "digits.requests",
        Offset = 1_000 + n,
        TimestampMs = 1_700_000_000_000 + n,
        Key = Bytes($"k{n}"),
        Value = Bytes($"v{n}"),
        ContentType = "application/json",
    };

    public static FlightOutcome Completed(int n, params string[] outputs) =>
        Completed(Row(n), [.. outputs.Select(output => new RowOutput(Bytes(output)))]);

    public static FlightOutcome Completed(InferRow row, params ImmutableArray<RowOutput> outputs) =>
        new(row, OutcomeKind.Completed, RowEntry.Completed(0, outputs), Digits);

    public static FlightOutcome Failed(int n, OutcomeKind kind, FailureKind failure = FailureKind.BadInput) =>
        new(Row(n), kind, RowEntry.Failed(0, failure, "no such digit"), null);

    public static OutcomeBatch Batch(params FlightOutcome[] outcomes) => new([.. outcomes]);

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
