using System.Reflection;
using Confluent.Kafka;

namespace ActorServe.Cli.Tests.Kafka;

/// <summary>A consumer without a broker: it gives what a spec says and remembers what it gave up. A partition has ten offsets.</summary>
public class ScriptedConsumer : DispatchProxy
{
    private Func<ConsumeResult<byte[]?, byte[]?>?> _next = () => null;

    public List<TopicPartition> Unassigned { get; } = [];

    public static IConsumer<byte[]?, byte[]?> Create(Func<ConsumeResult<byte[]?, byte[]?>?> next)
    {
        var consumer = Create<IConsumer<byte[]?, byte[]?>, ScriptedConsumer>();
        Of(consumer)._next = next;
        return consumer;
    }

    public static ScriptedConsumer Of(IConsumer<byte[]?, byte[]?> consumer) => (ScriptedConsumer)(object)consumer;

    public static ConsumeResult<byte[]?, byte[]?> Record(TopicPartitionOffset place, TimestampType type = TimestampType.CreateTime) => new()
    {
        TopicPartitionOffset = place,
        Message = new Message<byte[]?, byte[]?> { Key = [1], Value = [1, 2, 3], Timestamp = new Timestamp(1_000, type), Headers = [] },
    };

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        switch (targetMethod?.Name)
        {
            case nameof(IConsumer<,>.Consume): return _next();
            case nameof(IConsumer<,>.QueryWatermarkOffsets): return new WatermarkOffsets(0, 10);
            case nameof(IConsumer<,>.IncrementalUnassign): Unassigned.AddRange((IEnumerable<TopicPartition>)args![0]!); return null;
            default: return null;
        }
    }
}
