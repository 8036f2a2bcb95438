using ActorServe.Gateway.Dispatch;
using Akka.Streams;
using Akka.Streams.Stage;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Produce;

/// <summary>Outcomes in, delivered rows out.</summary>
internal sealed class ProduceStage(ProduceOptions options, ConnectProducer connect, TimeProvider time, ILogger logger)
    : GraphStage<FlowShape<OutcomeBatch, DeliveredBatch>>
{
    /// <inheritdoc/>
    public override FlowShape<OutcomeBatch, DeliveredBatch> Shape { get; } = new(new("Produce.in"), new("Produce.out"));

    /// <inheritdoc/>
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => throw new NotSupportedException($"{options}{connect}{time}{logger}");
}
