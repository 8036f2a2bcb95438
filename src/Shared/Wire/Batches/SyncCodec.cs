using System.Runtime.InteropServices;
using ActorServe.Shared.Protocol;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Shared.Wire.Batches;

/// <summary>What routers and replicas tell each other beside rows, in frames without a slab.</summary>
internal static class SyncCodec
{
    public static byte[] Write(Sync sync) => Named(sync.Replica, sync.SyncId).Frame(0);

    public static byte[] Write(SyncReply reply)
    {
        if (reply.Held.Length > WireLimits.MaxHeldBatches)
            throw new WireFormatException($"More than {WireLimits.MaxHeldBatches} batches are held");

        var head = Named(reply.Replica, reply.SyncId);
        head.Number((uint)reply.Held.Length);
        foreach (var held in reply.Held) WriteHeld(head, held);

        return head.Frame(0);
    }

    public static byte[] Write(RepliesReceived received) => Named(received.Replica, received.Bytes).Frame(0);

    public static byte[] Write(RoomAgain room)
    {
        var head = HeadWriter.Start();
        head.Replica(room.Replica);
        return head.Frame(0);
    }

    public static byte[] Write(WithdrawRows withdraw)
    {
        var head = HeadWriter.Start();
        head.Replica(withdraw.Replica);
        WriteHeld(head, new HeldRows(withdraw.BatchId, withdraw.Rows));
        return head.Frame(0);
    }

    public static Sync ReadSync(byte[] frame)
    {
        var head = new HeadReader(frame);
        var sync = new Sync(head.Replica(), head.Signed());
        head.SkipSections();
        return sync;
    }

    public static SyncReply ReadSyncReply(byte[] frame)
    {
        var head = new HeadReader(frame);
        var (replica, id) = (head.Replica(), head.Signed());
        var held = new HeldRows[head.Count(WireLimits.MaxHeldBatches, 2)];
        for (var i = 0; i < held.Length; i++) held[i] = ReadHeld(ref head);

        head.SkipSections();
        return new SyncReply(replica, id, ImmutableCollectionsMarshal.AsImmutableArray(held));
    }

    public static RepliesReceived ReadRepliesReceived(byte[] frame)
    {
        var head = new HeadReader(frame);
        var received = new RepliesReceived(head.Replica(), head.Signed());
        head.SkipSections();
        return received;
    }

    public static RoomAgain ReadRoomAgain(byte[] frame)
    {
        var head = new HeadReader(frame);
        var room = new RoomAgain(head.Replica());
        head.SkipSections();
        return room;
    }

    public static WithdrawRows ReadWithdrawRows(byte[] frame)
    {
        var head = new HeadReader(frame);
        var replica = head.Replica();
        var rows = ReadHeld(ref head);
        head.SkipSections();
        return new WithdrawRows(replica, rows.BatchId, rows.Rows);
    }

    private static void WriteHeld(HeadWriter head, in HeldRows held)
    {
        head.Signed(held.BatchId);
        head.Number((uint)held.Rows.Length);
        foreach (var row in held.Rows) head.Number((uint)row);
    }

    private static HeldRows ReadHeld(ref HeadReader head)
    {
        var batch = head.Signed();
        var rows = new int[head.Count(WireLimits.MaxRows, 1)];
        for (var i = 0; i < rows.Length; i++) rows[i] = head.Length();
        return new HeldRows(batch, ImmutableCollectionsMarshal.AsImmutableArray(rows));
    }

    private static HeadWriter Named(in Identity.ReplicaId replica, long number)
    {
        var head = HeadWriter.Start();
        head.Replica(replica);
        head.Signed(number);
        return head;
    }
}
