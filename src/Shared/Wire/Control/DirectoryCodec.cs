using System.Collections.Immutable;
using ActorServe.Shared.Protocol;
using static ActorServe.Shared.Protocol.DirectoryProtocol;

namespace ActorServe.Shared.Wire.Control;

/// <summary>The directory's messages on the wire.</summary>
internal static class DirectoryCodec
{
    public static byte[] Write(WatchReplicas _) => [];

    public static WatchReplicas ReadWatchReplicas(byte[] bytes)
    {
        Parts.Parse(Proto.WatchReplicas.Parser, bytes);
        return WatchReplicas.Instance;
    }

    public static byte[] Write(ReplicasSnapshot snapshot)
    {
        var message = new Proto.ReplicasSnapshot
        {
            Node = Parts.Write(snapshot.Node), Revision = snapshot.Revision, IsDraining = snapshot.IsDraining,
        };
        foreach (var replica in snapshot.Replicas) message.Replicas.Add(Write(replica));
        return Parts.Bytes(message);
    }

    public static ReplicasSnapshot ReadReplicasSnapshot(byte[] bytes)
    {
        var message = Parts.Parse(Proto.ReplicasSnapshot.Parser, bytes);
        return new ReplicasSnapshot(Parts.Read(message.Node), message.Revision, ReadAll(message.Replicas))
        {
            IsDraining = message.IsDraining,
        };
    }

    public static byte[] Write(ReplicasChanged change) => Parts.Bytes(
        new Proto.ReplicasChanged { Node = Parts.Write(change.Node), Revision = change.Revision, Replica = Write(change.Replica) });

    public static ReplicasChanged ReadReplicasChanged(byte[] bytes)
    {
        var message = Parts.Parse(Proto.ReplicasChanged.Parser, bytes);
        return new ReplicasChanged(Parts.Read(message.Node), message.Revision, Read(Parts.Required(message.Replica, "replica")));
    }

    public static Proto.ReplicaEntry Write(ReplicaEntry entry)
    {
        var message = new Proto.ReplicaEntry
        {
            Id = Parts.Write(entry.Id),
            State = (int)entry.State,
            Path = entry.Path,
            MaxOngoingRequests = entry.MaxOngoingRequests,
            RequestId = Parts.Write(entry.RequestId),
            ProcessId = entry.ProcessId,
            StartedAtMs = entry.StartedAtMs,
            ModelDigest = entry.ModelDigest,
        };
        if (entry.Message is { } text) message.Message = text;
        return message;
    }

    public static ImmutableArray<ReplicaEntry> ReadAll(IReadOnlyCollection<Proto.ReplicaEntry> entries)
    {
        var read = ImmutableArray.CreateBuilder<ReplicaEntry>(entries.Count);
        foreach (var entry in entries) read.Add(Read(entry));
        return read.MoveToImmutable();
    }

    private static ReplicaEntry Read(Proto.ReplicaEntry entry) =>
        new(
            Parts.Read(entry.Id), Parts.Choice(entry.State, ReplicaState.Failed), entry.Path, entry.MaxOngoingRequests,
            entry.HasMessage ? entry.Message : null)
        {
            RequestId = Parts.ReadGuid(entry.RequestId),
            ProcessId = entry.ProcessId,
            StartedAtMs = entry.StartedAtMs,
            ModelDigest = entry.ModelDigest,
        };
}
