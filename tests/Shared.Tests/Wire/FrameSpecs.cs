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

    /// <summary>Four texts, an incarnation of 1 and a number of 2, zigzagged; batch 3.</summary>
    private static readonly byte[] Names = [0, 1, 2, 3, 2, 4, 6];

    /// <summary>Partition 0, sequence 1, epoch 1, a value of two bytes, text 4.</summary>
    private static readonly byte[] Row = [0, 2, 2, 3, 4];

    [Fact]
    public void A_batch_is_written_as_it_always_was()
    {
        var row = new InferRow { Source = new RowSource(0, 1, 1), ContentType = "j", Value = "[]"u8.ToArray(), Offset = 5, Key = "k"u8.ToArray(), Attempt = 2 };

        var frame = InferCodec.Write(new InferBatch(Replica, 3, [row]));

        Assert.Equal(Frame([.. Texts, .. Names, 2, 1, .. Row, 2, 4, 6, 10, 10, 1, 0], "[]k"), frame);
    }

    [Fact]
    public void A_reply_is_written_as_it_always_was()
    {
        var reply = new BatchReply(Replica, 3, new ModelVersion("a", "v"), [RowEntry.Completed(6, [new RowOutput("[]"u8.ToArray())]), RowEntry.Failed(7, FailureKind.ModelError, "j")]);

        Assert.Equal(Frame([.. Texts, .. Names, 0, 2, 2, 2, 6, 1, 1, 2, 0, 0, 7, 2, 0, 2, 2, 4, 4, 0], "[]"), ReplyCodec.Write(reply));
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

        Assert.Contains("more than the 65536", Assert.Throws<WireFormatException>(() => InferCodec.Read(frame)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_lie_one_after_the_other_and_are_slices_of_the_frame()
    {
        var rows = Enumerable.Range(0, 3).Select(n => new InferRow { ContentType = "j", Value = new byte[] { (byte)n, (byte)n }, Key = new byte[] { 9 } });
        var frame = InferCodec.Write(new InferBatch(Replica, 3, [.. rows]));

        var values = InferCodec.Read(frame).Rows.Select(row => row.Value!.Value).ToList();

        Assert.Equal([0, 0, 1, 1, 2, 2, 9, 9, 9], frame[^9..]);
        Assert.All(values, (value, n) => Assert.True(frame.AsSpan().Overlaps(value.Span, out var at) && at == frame.Length - 9 + (2 * n) - 0, $"row {n}"));
    }

    [Fact]
    public void A_text_that_repeats_is_sent_once()
    {
        var rows = Enumerable.Range(0, 1000).Select(n => new InferRow { ContentType = new string('j', 1000), Topic = new string('t', 1000) });

        Assert.InRange(InferCodec.Write(new InferBatch(Replica, 3, [.. rows])).Length, 2000, 20_000);
    }

    [Fact]
    public void A_row_that_a_router_lets_in_fits_into_a_frame()
    {
        var room = WireLimits.MaxRowBytes - 64 - 100;
        var row = new InferRow { ContentType = "j", Topic = new string('t', 249), Value = new byte[room], Key = new byte[80], Headers = [new RecordHeader("traceparent", new byte[9])] };
        Assert.Equal(WireLimits.MaxRowBytes, row.Bytes);

        Assert.InRange(InferCodec.Write(new InferBatch(Replica, 3, [row])).Length, room, WireLimits.MaxMessageBytes);
    }

    [Fact]
    public void What_fits_into_no_frame_is_refused_where_it_is_written()
    {
        var row = new InferRow { ContentType = "j", Value = new byte[WireLimits.MaxFrameBytes] };

        Assert.Throws<WireFormatException>(() => InferCodec.Write(new InferBatch(Replica, 3, [row])));
    }

    private static byte[] Frame(byte[] head, string slab) =>
        [1, (byte)head.Length, (byte)(head.Length >> 8), 0, 0, .. head, .. Encoding.UTF8.GetBytes(slab)];
}
