using System.Collections.Immutable;
using ActorServe.Cli.Kafka;

namespace ActorServe.Cli.Inspecting;

/// <summary>Partitions with what a broker says of them: it knows commits and ends as they are, and gateways what is in flight.</summary>
internal static class BrokerView
{
    /// <summary>The application with the broker's offsets; partitions that no gateway tells of are those of one without a name.</summary>
    public static ServedReading Of(ServedReading application, IReadOnlyList<GroupOffsets> offsets)
    {
        var byPartition = offsets.ToDictionary(o => (long)o.Partition);
        var told = application.Gateways.SelectMany(g => g.Partitions).Select(p => p.Partition).ToHashSet();
        ImmutableArray<PartitionReading> others = [.. offsets.Where(o => !told.Contains(o.Partition))
            .Select(o => With(new PartitionReading(o.Partition, null, null, null, 0, false, ""), o))];
        var gateways = application.Gateways.Select(g => g with
        {
            Partitions = [.. g.Partitions.Select(p => byPartition.TryGetValue(p.Partition, out var known) ? With(p, known) : p)],
        });
        return application with
        {
            Gateways = [.. gateways, .. others.IsEmpty ? [] : (GatewayReading[])[new("", false, null, 0, 0, null, others, 0)]],
        };
    }

    private static PartitionReading With(PartitionReading partition, GroupOffsets offsets) => partition with
    {
        Committed = offsets.Committed,
        End = offsets.End,
        Lag = offsets.Committed is { } committed ? Math.Max(0, offsets.End - committed) : null,
    };
}
