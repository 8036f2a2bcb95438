using System.Collections.Frozen;
using System.Collections.Immutable;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Wire.Batches;
using ActorServe.Shared.Wire.Control;
using static ActorServe.Shared.Protocol.ControlProtocol;
using static ActorServe.Shared.Protocol.DirectoryProtocol;
using static ActorServe.Shared.Protocol.InferProtocol;
using static ActorServe.Shared.Protocol.LogProtocol;
using static ActorServe.Shared.Protocol.ReplicaNodeProtocol;

namespace ActorServe.Shared.Wire;

/// <summary>Every message between nodes, one row each. Rows are added, never changed; a manifest is never used again.</summary>
internal static class WireManifest
{
    /// <summary>In the order of docs/wire.md.</summary>
    public static ImmutableArray<MessageCodec> All { get; } =
    [
        MessageCodec.For<InferBatch>("R1", InferCodec.Write, InferCodec.Read),
        MessageCodec.For<BatchReply>("R2", ReplyCodec.Write, ReplyCodec.Read),
        MessageCodec.For<Sync>("R3", SyncCodec.Write, SyncCodec.ReadSync),
        MessageCodec.For<SyncReply>("R4", SyncCodec.Write, SyncCodec.ReadSyncReply),
        MessageCodec.For<RepliesReceived>("R5", SyncCodec.Write, SyncCodec.ReadRepliesReceived),
        MessageCodec.For<RoomAgain>("R6", SyncCodec.Write, SyncCodec.ReadRoomAgain),
        MessageCodec.For<WithdrawRows>("R7", SyncCodec.Write, SyncCodec.ReadWithdrawRows),
        MessageCodec.For<WatchReplicas>("D1", DirectoryCodec.Write, DirectoryCodec.ReadWatchReplicas),
        MessageCodec.For<ReplicasSnapshot>("D2", DirectoryCodec.Write, DirectoryCodec.ReadReplicasSnapshot),
        MessageCodec.For<ReplicasChanged>("D3", DirectoryCodec.Write, DirectoryCodec.ReadReplicasChanged),
        MessageCodec.For<StartReplica>("N1", ReplicaNodeCodec.Write, ReplicaNodeCodec.ReadStartReplica),
        MessageCodec.For<StopReplica>("N2", ReplicaNodeCodec.Write, ReplicaNodeCodec.ReadStopReplica),
        MessageCodec.For<ResolveModel>("N3", ReplicaNodeCodec.Write, ReplicaNodeCodec.ReadResolveModel),
        MessageCodec.For<ModelResolved>("N4", ReplicaNodeCodec.Write, ReplicaNodeCodec.ReadModelResolved),
        MessageCodec.For<CheckHealth>("N5", ReplicaNodeCodec.Write, ReplicaNodeCodec.ReadCheckHealth),
        MessageCodec.For<HealthChecked>("N6", ReplicaNodeCodec.Write, ReplicaNodeCodec.ReadHealthChecked),
        MessageCodec.For<SetTargets>("C1", ControlCodec.Write, ControlCodec.ReadSetTargets),
        MessageCodec.For<TargetsSet>("C2", ControlCodec.Write, ControlCodec.ReadTargetsSet),
        MessageCodec.For<TargetsRefused>("C3", ControlCodec.Write, ControlCodec.ReadTargetsRefused),
        MessageCodec.For<GetTargets>("C4", ControlCodec.Write, ControlCodec.ReadGetTargets),
        MessageCodec.For<ServeTargets>("C5", ControlCodec.Write, ControlCodec.ReadServeTargets),
        MessageCodec.For<GatewayReport>("C6", StatusCodec.Write, StatusCodec.ReadGatewayReport),
        MessageCodec.For<GetStatus>("C7", ControlCodec.Write, ControlCodec.ReadGetStatus),
        MessageCodec.For<ServeStatus>("C8", StatusCodec.Write, StatusCodec.ReadServeStatus),
        MessageCodec.For<ReplicaNodeReport>("C9", LoadCodec.Write, LoadCodec.ReadReplicaNodeReport),
        MessageCodec.For<GetLogs>("L1", LogCodec.Write, LogCodec.ReadGetLogs),
        MessageCodec.For<NodeLogs>("L2", LogCodec.Write, LogCodec.ReadNodeLogs),
    ];

    /// <summary>What reads a message.</summary>
    public static FrozenDictionary<string, MessageCodec> ByManifest { get; } =
        All.ToFrozenDictionary(codec => codec.Manifest, StringComparer.Ordinal);

    /// <summary>What writes a message.</summary>
    public static FrozenDictionary<Type, MessageCodec> ByType { get; } = All.ToFrozenDictionary(codec => codec.Type);
}
