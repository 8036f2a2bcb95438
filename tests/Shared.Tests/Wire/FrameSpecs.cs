using System.Text;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Wire;
using ActorServe.Shared.Wire.Batches;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Shared.Tests.Wire;

/// <summary>Frames written byte by byte: what version 1 of the codec is, and what a later writer may add to it.</summary>
public sealed class FrameSpecs
{
    private static readonly ReplicaId Replica = new(new DeploymentKey(new DeploymentId("a", "d"), "v"), new NodeId("n", 1), 2);

    private static readonly byte[] Texts = [5, 1, (byte)'a', 1, (byte)'d', 1, (byte)'v', 1, (byte)'n', 1, (byte)'j'];

    /// <summary>The first four: those of a replica.</summary>
    private static readonly byte[] Replicas = [4, .. Texts[1..^2]];

    /// <summary>Four texts, an incarnation of 1 and a number of 2, zigzagged; batch 3.</summary>
    private static readonly byte[] Names = [0, 1, 2, 3, 2, 4, 6];

    /// <summary>Partition 0, sequence 1, epoch 1, a value of two bytes, text 4.</summary>
    private static readonly byte[] Row = [0, 2, 2, 3, 4];

    [Fact]
    public void A_batch_is_written_as_it_always_was()
    {
        var row = new InferRow
        {
            Source = new RowSource(0, 1, 1), ContentType = "j", Value = "[]"u8.ToArray(), Offset = 5, Key = "k"u8.ToArray(), Attempt = 2,
        };

        var frame = InferCodec.Write(new InferBatch(Replica, 3, [row]));

        Assert.Equal(Frame([.. Texts, .. Names, 2, 1, .. Row, 2, 4, 6, 10, 10, 1, 0], "[]k"), frame);
    }

    [Fact]
    public void A_reply_is_written_as_it_always_was()
    {
        var reply = new BatchReply(
            Replica, 3, new ModelVersion("a", "v"),
            [RowEntry.Completed(6, [new RowOutput("[]"u8.ToArray())]), RowEntry.Failed(7, FailureKind.ModelError, "j")]);

        Assert.Equal(Frame([.. Texts, .. Names, 0, 2, 2, 2, 6, 1, 1, 2, 0, 0, 7, 2, 0, 2, 2, 4, 4, 0], "[]"), ReplyCodec.Write(reply));
    }

    [Fact]
    public void What_is_said_beside_rows_is_written_as_it_always_was()
    {
        var (question, held) = (
            SyncCodec.Write(new Sync(Replica, 3)), new SyncReply(Replica, 3, [new HeldRows(-2, [0, 300]), new HeldRows(5, [])]));

        Assert.Equal(Frame([.. Replicas, .. Names], ""), question);
        Assert.Equal(Frame([.. Replicas, .. Names, 2, 3, 2, 0, 0xAC, 2, 10, 0], ""), SyncCodec.Write(held));
        Assert.Equal(Frame([.. Replicas, .. Names[..^1], 0x80, 2], ""), SyncCodec.Write(new RepliesReceived(Replica, 128)));
        Assert.Equal(Frame([.. Replicas, .. Names[..^1]], ""), SyncCodec.Write(new RoomAgain(Replica)));
        Assert.Equal(Frame([.. Replicas, .. Names, 3, 0, 7, 0xAC, 2], ""), SyncCodec.Write(new WithdrawRows(Replica, 3, [0, 7, 300])));
    }

    [Fact]
    public void Fields_that_a_reader_does_not_know_are_passed_over()
    {
        byte[] number = [60, 0xFF, 0x7F];
        byte[] bytes = [63, 3, 1, 2, 3];
        byte[] farNumber = [0x80, 0x80, 1, 9];

        var batch = InferCodec.Read(Frame([.. Texts, .. Names, 2, 1, .. Row, .. number, 6, 10, .. bytes, .. farNumber, 0], "[]"));

        Assert.Equal((5L, "[]"), (batch.Rows[0].Offset, Encoding.UTF8.GetString(batch.Rows[0].Value!.Value.Span)));
    }

    [Fact]
    public void Sections_that_a_reader_does_not_know_are_passed_over()
    {
        byte[] sections = [1, 2, 7, 7, 0x80, 1, 0];

        Assert.Equal(3, InferCodec.Read(Frame([.. Texts, .. Names, 2, 1, .. Row, 0, .. sections], "[]")).BatchId);
        Assert.Equal(3, SyncCodec.ReadSync(Frame([.. Texts, .. Names, .. sections], "")).SyncId);
        Assert.Equal(Replica, SyncCodec.ReadRoomAgain(Frame([.. Texts, .. Names[..^1], .. sections], "")).Replica);
        Assert.Equal(3, ReplyCodec.Read(Frame([.. Texts, .. Names, 0, 2, 0, 0, .. sections], "")).BatchId);
    }

    [Fact]
    public void What_a_later_writer_adds_to_the_slab_is_passed_over() =>
        Assert.Equal(3, InferCodec.Read(Frame([.. Texts, .. Names, 2, 1, .. Row, 0], "[]and more")).BatchId);

    [Fact]
    public void Another_version_of_the_codec_is_refused_by_its_number()
    {
        var frame = Frame([.. Texts, .. Names, 2, 1, .. Row, 0], "[]");
        frame[0] = 2;

        Assert.Contains("version is 2", Assert.Throws<WireFormatException>(() => InferCodec.Read(frame)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F)]
    [InlineData(2, 0x81, 0x80, 0x04)]
    public void A_count_that_cannot_be_is_refused_before_anything_is_made_for_it(params int[] count)
    {
        var frame = Frame([.. Texts, .. Names, .. count.Select(b => (byte)b), .. Row, 0], "[]");

        Assert.Contains(
            "more than the 65536", Assert.Throws<WireFormatException>(() => InferCodec.Read(frame)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trace_is_written_behind_the_other_fields_with_bytes_of_its_own()
    {
        var row = new InferRow
        {
            Source = new RowSource(0, 1, 1), ContentType = "j", Value = "[]"u8.ToArray(), Trace = new TraceContext(1, 2, 3, "v"),
        };

        var frame = InferCodec.Write(new InferBatch(Replica, 3, [row]));

        byte[] trace = [17, 25, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3, (byte)'v'];
        Assert.Equal(Frame([.. Texts, .. Names, 2, 1, .. Row, .. trace, 0], "[]"), frame);
    }

    [Fact]
    public void A_trace_that_is_too_short_for_its_ids_is_refused() => Assert.Throws<WireFormatException>(
        () => InferCodec.Read(Frame([.. Texts, .. Names, 2, 1, .. Row, 17, 2, 1, 2, 0], "[]")));

    [Fact]
    public void Values_lie_one_after_the_other_and_are_slices_of_the_frame()
    {
        var rows = Enumerable.Range(0, 3)
            .Select(n => new InferRow { ContentType = "j", Value = new byte[] { (byte)n, (byte)n }, Key = new byte[] { 9 } });
        var frame = InferCodec.Write(new InferBatch(Replica, 3, [.. rows]));

        var values = InferCodec.Read(frame).Rows.Select(row => row.Value!.Value).ToList();

        Assert.Equal([0, 0, 1, 1, 2, 2, 9, 9, 9], frame[^9..]);
        Assert.All(
            values,
            (value, n) => Assert.True(
                frame.AsSpan().Overlaps(value.Span, out var at) && at == frame.Length - 9 + (2 * n) - 0, $"row {n}"));
    }

    [Fact]
    public void A_text_that_repeats_is_sent_once()
    {
        var rows = Enumerable.Range(0, 1000)
            .Select(n => new InferRow { ContentType = new string('j', 1000), Topic = new string('t', 1000) });

        Assert.InRange(InferCodec.Write(new InferBatch(Replica, 3, [.. rows])).Length, 2000, 20_000);
    }

    [Fact]
    public void A_row_that_a_router_lets_in_fits_into_a_frame()
    {
        var room = WireLimits.MaxRowBytes - 64 - 109;
        var row = new InferRow
        {
            ContentType = "j", Topic = new string('t', 249), Value = new byte[room], Key = new byte[80],
            Headers = [new RecordHeader("traceparent", new byte[9])],
        };
        Assert.Equal(WireLimits.MaxRowBytes, row.Bytes);

        Assert.InRange(InferCodec.Write(new InferBatch(Replica, 3, [row])).Length, room, WireLimits.MaxMessageBytes);
    }

    /// <summary>As a router fills one, with all that a sender may do: types of its own for each row, of bytes that are no text.</summary>
    [Fact]
    public void The_largest_batch_of_a_router_fits_into_a_frame()
    {
        var row = new InferRow
        {
            ContentType = TextOf(0), Source = new RowSource(int.MinValue, long.MinValue, long.MinValue),
            Offset = long.MaxValue, TimestampMs = long.MaxValue,
        };
        var rows = Enumerable.Range(0, LargestBatch / row.Bytes).Select(n => row with { ContentType = TextOf(n) });

        var frame = InferCodec.Write(new InferBatch(Replica, long.MinValue, [.. rows]));

        Assert.InRange(frame.Length, LargestBatch, WireLimits.MaxMessageBytes);
    }

    [Fact]
    public void An_entry_takes_no_more_than_it_says_whatever_texts_it_has()
    {
        RowEntry[] entries =
        [
            RowEntry.Completed(int.MaxValue, [new RowOutput(new byte[300]) { Key = new byte[200], ContentType = TextOf(1) }]),
            RowEntry.Completed(int.MaxValue, [.. Enumerable.Repeat(default(RowOutput), 1_000)]),
            RowEntry.Completed(
                int.MaxValue,
                [
                    new RowOutput(default)
                    {
                        Headers = [.. Enumerable.Range(0, 1_000).Select(n => new RecordHeader(TextOf(n), new byte[200]))],
                    },
                ]),
            RowEntry.Failed(int.MaxValue, FailureKind.BadInput, new string('\uFFFD', RowEntry.MaxMessage)),
        ];
        var nothing = ReplyCodec.Write(new BatchReply(Replica, 3, new ModelVersion("m", "1"), [])).Length;

        Assert.All(
            entries,
            entry => Assert.InRange(
                ReplyCodec.Write(new BatchReply(Replica, 3, new ModelVersion("m", "1"), [entry])).Length - nothing,
                1, entry.MostWireBytes));
    }

    [Fact]
    public void The_most_headers_that_an_answer_may_have_fit_into_a_frame()
    {
        var header = new RecordHeader("", default);
        var most = (int)((WireLimits.MaxRowBytes - RowEntry.Completed(0, [default]).MostWireBytes) / 70);
        var entry = RowEntry.Completed(
            0,
            [
                new RowOutput(default)
                {
                    Headers = [.. Enumerable.Range(0, most).Select(n => header with { Name = $"{(char)(n >> 8)}{(char)(n & 255)}" })],
                },
            ]);
        Assert.InRange(entry.MostWireBytes, WireLimits.MaxRowBytes - 200, WireLimits.MaxRowBytes);

        Assert.InRange(
            ReplyCodec.Write(new BatchReply(Replica, 3, new ModelVersion("m", "1"), [entry])).Length, most, WireLimits.MaxMessageBytes);
    }

    [Fact]
    public void What_fits_into_no_frame_is_refused_where_it_is_written()
    {
        var row = new InferRow { ContentType = "j", Value = new byte[WireLimits.MaxFrameBytes] };

        Assert.Throws<WireFormatException>(() => InferCodec.Write(new InferBatch(Replica, 3, [row])));
    }

    /// <summary>The highest <c>MaxBatchBytes</c> of a router's options.</summary>
    private const int LargestBatch = 2 << 20;

    /// <summary>As long as a content type may be, and three bytes for each character, as bytes become that are no UTF-8.</summary>
    private static string TextOf(int number) => $"{number:D8}{new string('\uFFFD', ContentTypes.MaxLength - 8)}";

    private static byte[] Frame(byte[] head, string slab) =>
        [1, (byte)head.Length, (byte)(head.Length >> 8), 0, 0, .. head, .. Encoding.UTF8.GetBytes(slab)];
}
