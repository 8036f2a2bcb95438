using ActorServe.Gateway.Tracing;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Produce;

/// <summary>What Produce is made of.</summary>
/// <param name="Options">Where to, and how much.</param>
/// <param name="Connect">Makes producers, such as <see cref="Librdkafka.NativeProducer.Connector"/>.</param>
/// <param name="Time">The time on dead letters.</param>
/// <param name="Totals">Where rows are counted when they have come to their end.</param>
/// <param name="Log">Hears of dead producers, and of rows that are left out.</param>
internal sealed record ProduceSettings(
    ProduceOptions Options, ConnectProducer Connect, TimeProvider Time, ProduceTotals Totals, ILogger Log)
{
    /// <summary>The spans of the records; null where none is traced.</summary>
    public RecordSpans? Spans { get; init; }
}
