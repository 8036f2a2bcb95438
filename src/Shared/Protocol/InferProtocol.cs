using System.Collections.Immutable;
using ActorServe.Shared.Identity;

namespace ActorServe.Shared.Protocol;

/// <summary>Rows to a replica and their outcomes back: the data path's only messages between processes.</summary>
public static class InferProtocol
{
    /// <summary>
    /// Bytes of answers on their way from all replicas of a node to one caller in another process, at most; what is more waits at the
    /// replicas.
    /// </summary>
    public const int MaxReplyBytes = 16 << 20;

    /// <summary>What each replica may have on its way, however many share <see cref="MaxReplyBytes"/>.</summary>
    public const int LeastReplyBytes = 2 << 20;

    /// <summary>
    /// Rows for one replica: a transport unit, as many as it has room for, up to about 256 KiB. The replica answers the sender with one
    /// or more <see cref="BatchReply"/>s, in which each row has exactly one terminal entry.
    /// </summary>
    /// <param name="Replica">Whom it is for; another incarnation rejects every row.</param>
    /// <param name="BatchId">Chosen by the sender, unique to it.</param>
    /// <param name="Rows">One or more rows; an entry names a row by its index here.</param>
    public sealed record InferBatch(ReplicaId Replica, long BatchId, ImmutableArray<InferRow> Rows) : IWireMessage;

    /// <summary>The outcomes of some rows of an <see cref="InferBatch"/>.</summary>
    /// <param name="Replica">Who answers.</param>
    /// <param name="BatchId">The batch that is answered.</param>
    /// <param name="Model">What ran the rows.</param>
    /// <param name="Entries">One terminal entry for each row answered here; no row is answered twice.</param>
    public sealed record BatchReply(ReplicaId Replica, long BatchId, ModelVersion Model, ImmutableArray<RowEntry> Entries) : IWireMessage
    {
        /// <summary>What the reply counts for in <see cref="MaxReplyBytes"/>: the same number on both sides.</summary>
        public long Bytes
        {
            get
            {
                var bytes = 64L;
                foreach (var entry in Entries) bytes += entry.Bytes;
                return bytes;
            }
        }
    }

    /// <summary>
    /// Asks a replica which of the sender's rows it still holds. Answered with one <see cref="SyncReply"/> by the actor that sends the
    /// <see cref="BatchReply"/>s, so that the answer never overtakes one. A replica that is not the one asked for holds nothing.
    /// </summary>
    /// <param name="Replica">Who is asked.</param>
    /// <param name="SyncId">Chosen by the sender; a later one has a higher number.</param>
    public sealed record Sync(ReplicaId Replica, long SyncId) : IWireMessage;

    /// <summary>
    /// Everything that the replica holds of the asker's rows: what was sent before the question and is not listed here is answered or was
    /// never received.
    /// </summary>
    /// <param name="Replica">Who answers.</param>
    /// <param name="SyncId">The question's number.</param>
    /// <param name="Held">By batch; empty where it holds nothing.</param>
    public sealed record SyncReply(ReplicaId Replica, long SyncId, ImmutableArray<HeldRows> Held) : IWireMessage;

    /// <summary>
    /// Tells a replica that answers arrived, so that it may send more: what is on its way to one caller is bounded in bytes.
    /// </summary>
    /// <param name="Replica">Whose answers they were.</param>
    /// <param name="Bytes">Bytes of all answers that the sender ever received from it.</param>
    public sealed record RepliesReceived(ReplicaId Replica, long Bytes) : IWireMessage;

    /// <summary>
    /// Nobody waits for these rows any more: those that no run has yet are answered as rejected, so that no model runs them. The others are
    /// answered as ever. It may be lost: then all of them are.
    /// </summary>
    /// <param name="Replica">Who has them; another incarnation does nothing.</param>
    /// <param name="BatchId">The sender's batch that they came with.</param>
    /// <param name="Rows">Their indexes in it.</param>
    public sealed record WithdrawRows(ReplicaId Replica, long BatchId, ImmutableArray<int> Rows) : IWireMessage;

    /// <summary>Sent once to each router whose rows a replica rejected, when it has room again.</summary>
    /// <param name="Replica">Who has room.</param>
    public sealed record RoomAgain(ReplicaId Replica) : IWireMessage;
}

/// <summary>Rows of one <see cref="InferProtocol.InferBatch"/> that a replica has not answered yet.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="Rows">Their indexes in it.</param>
public readonly record struct HeldRows(long BatchId, ImmutableArray<int> Rows);

/// <summary>Where a row comes from, in the terms of the process that took it in.</summary>
/// <param name="Partition">The Kafka partition, or -1.</param>
/// <param name="Sequence">Counts the rows of one epoch of one partition, from 0 without gaps (offsets have gaps).</param>
/// <param name="Epoch">The assignment that the row belongs to; unique in the process.</param>
public readonly record struct RowSource(int Partition, long Sequence, long Epoch);

/// <summary>A header of a record, as bytes.</summary>
public readonly record struct RecordHeader(string Name, ReadOnlyMemory<byte> Value);

/// <summary>One record or request on its way to a model. Immutable, and shared by reference inside a process.</summary>
public sealed record InferRow
{
    /// <summary>Its identity at whoever took it in.</summary>
    public RowSource Source { get; init; }

    /// <summary>Which attempt this is, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The record's topic; empty for a request.</summary>
    public string Topic { get; init; } = "";

    /// <summary>The record's offset; -1 for a request.</summary>
    public long Offset { get; init; } = -1;

    /// <summary>The record's timestamp, in milliseconds since 1970 UTC.</summary>
    public long TimestampMs { get; init; }

    /// <summary>The record's key; null where it has none.</summary>
    public ReadOnlyMemory<byte>? Key { get; init; }

    /// <summary>The record's value; null for a tombstone, which no model accepts.</summary>
    public ReadOnlyMemory<byte>? Value { get; init; }

    /// <summary>How the value is written: the record's <c>content-type</c> header, or the application's format.</summary>
    public required string ContentType { get; init; }

    /// <summary>The input headers that the application carries over, in the record's order.</summary>
    public ImmutableArray<RecordHeader> Headers { get; init; } = [];

    /// <summary>The time left to answer, counted from when this message was sent; null is without bound.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>The span of whoever took it in; null where its trace is not recorded.</summary>
    public TraceContext? Trace { get; init; }

    /// <summary>
    /// What the row counts for in windows and budgets, and in a batch: its key, value, content type and headers, with 8 for each header,
    /// its trace, and 64 for the rest. What it takes on the wire may be more, but no more than three times as much beside key and value.
    /// </summary>
    public int Bytes
    {
        get
        {
            var bytes = 64 + (Key?.Length ?? 0) + (Value?.Length ?? 0) + ContentType.Length + (Trace?.Bytes ?? 0);
            foreach (var header in Headers) bytes += 8 + header.Name.Length + header.Value.Length;
            return bytes;
        }
    }
}

/// <summary>How a row ended at a replica.</summary>
public enum RowStatus : byte
{
    /// <summary>No entry at all: what a default value holds. Never sent; a row that has it has failed.</summary>
    None,

    /// <summary>It has its outputs, none or more.</summary>
    Completed,

    /// <summary>It has none; <see cref="RowEntry.Failure"/> says why.</summary>
    Failed,

    /// <summary>It was not taken in, and may be sent elsewhere. No outcome.</summary>
    Rejected,
}

/// <summary>Why a row failed.</summary>
public enum FailureKind : byte
{
    /// <summary>It did not fail.</summary>
    None,

    /// <summary>The value is not what the model asks for. Trying again cannot help.</summary>
    BadInput,

    /// <summary>The model failed.</summary>
    ModelError,

    /// <summary>The run took longer than it may.</summary>
    Timeout,

    /// <summary>There is no room for it. It never counts as an attempt.</summary>
    Overload,
}

/// <summary>A value to be produced, or the body of an answer.</summary>
/// <param name="Value">The value; a slice that nobody writes again.</param>
public readonly record struct RowOutput(ReadOnlyMemory<byte> Value)
{
    /// <summary>A key of its own, or null to keep the row's.</summary>
    public ReadOnlyMemory<byte>? Key { get; init; }

    /// <summary>Further headers; default where there are none.</summary>
    public ImmutableArray<RecordHeader> Headers { get; init; }

    /// <summary>How the value is written; null where it is written as the row was.</summary>
    public string? ContentType { get; init; }

    /// <inheritdoc cref="RowEntry.MostWireBytes"/>
    public long MostWireBytes
    {
        get
        {
            var bytes = 16L + Value.Length + (Key is { } key ? 8 + key.Length : 0) + (ContentType is { } type ? 8 + (3L * type.Length) : 0);
            // 64 each, so that what fits into a frame has no more names than a message may have texts.
            foreach (var header in Headers.IsDefault ? [] : Headers) bytes += 64 + (3L * header.Name.Length) + header.Value.Length;
            return bytes;
        }
    }
}

/// <summary>The terminal entry of one row.</summary>
/// <param name="Row">The row's index in its <see cref="InferProtocol.InferBatch"/>.</param>
/// <param name="Status">How it ended.</param>
public readonly record struct RowEntry(int Row, RowStatus Status)
{
    /// <summary>Characters of the message about a failure, at most: a deployment may say more than a frame or a header carries.</summary>
    public const int MaxMessage = 2_000;

    /// <summary>The outputs of a completed row; empty otherwise.</summary>
    public ImmutableArray<RowOutput> Outputs { get; init; } = [];

    /// <summary>Why it failed.</summary>
    public FailureKind Failure { get; init; }

    /// <summary>
    /// What a person should read about the failure; holds no path, secret or stack trace. Of a longer one <see cref="MaxMessage"/>
    /// characters are kept.
    /// </summary>
    public string? Message { get; init => field = Shortened(value); }

    /// <summary>
    /// What the entry counts for in <see cref="InferProtocol.MaxReplyBytes"/>: its outputs, and 16 for the rest. Both sides count, of
    /// whatever version: it never changes.
    /// </summary>
    public long Bytes
    {
        get
        {
            var bytes = 16L + (Message?.Length ?? 0);
            foreach (var output in Outputs.IsDefault ? [] : Outputs)
                bytes += 16 + output.Value.Length + (output.Key?.Length ?? 0) + HeaderBytes(output);
            return bytes;
        }
    }

    /// <summary>
    /// No less than what it takes on the wire, whatever its texts are: three bytes for a character, and what is written beside them.
    /// </summary>
    public long MostWireBytes
    {
        get
        {
            var bytes = 32 + (3L * (Message?.Length ?? 0));
            foreach (var output in Outputs.IsDefault ? [] : Outputs) bytes += output.MostWireBytes;
            return bytes;
        }
    }

    /// <summary>A row that has its outputs.</summary>
    public static RowEntry Completed(int row, ImmutableArray<RowOutput> outputs) => new(row, RowStatus.Completed) { Outputs = outputs };

    /// <summary>A row that failed.</summary>
    public static RowEntry Failed(int row, FailureKind kind, string message) =>
        new(row, RowStatus.Failed) { Failure = kind, Message = message };

    /// <summary>A row that was not taken in.</summary>
    public static RowEntry Rejected(int row) => new(row, RowStatus.Rejected);

    // Half of a character that takes two would be none.
    private static string? Shortened(string? message) => message is not { Length: > MaxMessage } ? message
        : message[..(char.IsHighSurrogate(message[MaxMessage - 1]) ? MaxMessage - 1 : MaxMessage)];

    private static long HeaderBytes(in RowOutput output)
    {
        var bytes = 0L;
        foreach (var header in output.Headers.IsDefault ? [] : output.Headers) bytes += header.Name.Length + header.Value.Length;
        return bytes;
    }
}
