using System.Text.Json;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Admin;

/// <summary>What the processes of gateways and replica nodes have used, each once, also where one process is both.</summary>
internal static class ProcessesJson
{
    /// <summary>Writes those that told it in the last seconds.</summary>
    public static void Write(Utf8JsonWriter json, ServeStatus status)
    {
        var told = status.Gateways.Select(gateway => (gateway.Node, gateway.Process))
            .Concat(status.ReplicaNodes.Select(node => (node.Node, node.Process)))
            .Where(each => each.Process != default).DistinctBy(each => each.Node);
        json.WriteStartArray("processes");
        foreach (var (node, process) in told)
        {
            json.WriteStartObject();
            Write(json, node, process);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes one.</summary>
    public static void Write(Utf8JsonWriter json, NodeId node, ProcessReport process)
    {
        json.WriteString("node_id", node.Address);
        json.WriteString("incarnation", $"{node.Incarnation:x}");
        json.WriteNumber("cpu_ms", process.CpuMs);
        json.WriteNumber("memory_bytes", process.MemoryBytes);
    }
}
