using ActorServe.Shared.Protocol;
using static ActorServe.Shared.Protocol.ControlProtocol;

namespace ActorServe.Shared.Wire.Control;

/// <summary>What replicas and processes have to do, on the wire.</summary>
internal static class LoadCodec
{
    public static byte[] Write(ReplicaNodeReport report) => Parts.Bytes(ToMessage(report));

    public static ReplicaNodeReport ReadReplicaNodeReport(byte[] bytes) => Read(Parts.Parse(Proto.ReplicaNodeReport.Parser, bytes));

    public static Proto.ReplicaNodeReport ToMessage(ReplicaNodeReport report)
    {
        var message = new Proto.ReplicaNodeReport { Node = Parts.Write(report.Node), Process = Write(report.Process) };
        foreach (var replica in report.Replicas)
        {
            message.Replicas.Add(new Proto.ReplicaLoadReport
            {
                Number = replica.Number,
                OngoingRows = replica.OngoingRows,
                QueuedRows = replica.QueuedRows,
                Rows = replica.Rows,
                Batches = replica.Batches,
                RunTimeUs = replica.RunTimeUs,
            });
        }

        return message;
    }

    public static ReplicaNodeReport Read(Proto.ReplicaNodeReport message) => new(
        Parts.Read(message.Node),
        [.. message.Replicas.Select(r => new ReplicaLoadReport(r.Number, r.OngoingRows, r.QueuedRows, r.Rows, r.Batches, r.RunTimeUs))])
    {
        Process = Read(message.Process),
    };

    public static Proto.ProcessReport Write(ProcessReport process) => new() { CpuMs = process.CpuMs, MemoryBytes = process.MemoryBytes };

    public static ProcessReport Read(Proto.ProcessReport? process) =>
        process is null ? default : new ProcessReport(process.CpuMs, process.MemoryBytes);

    public static Proto.ReplicaHealthReport Write(ReplicaHealthReport health) =>
        new() { Replica = Parts.Write(health.Replica), Failures = health.Failures, Reason = health.Reason };

    public static ReplicaHealthReport Read(Proto.ReplicaHealthReport health) =>
        new(Parts.Read(health.Replica), health.Failures, health.Reason);
}
