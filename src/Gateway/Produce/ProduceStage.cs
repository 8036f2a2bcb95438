using ActorServe.Gateway.Dispatch;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorServe.Gateway.Produce;

/// <summary>
/// Outcomes in, delivered rows out. Guarantees:
/// <list type="bullet">
/// <item>A row comes out as finished once, when the broker has acknowledged all its outputs (or its dead letter) by all replicas in sync,
/// or when it has none. It comes out as halted instead where the application stops at failures; never as both.</item>
/// <item>Rows come out as they are acknowledged, in no order. Those of one source partition go to the broker in the order in which they
/// come in, except what the broker refused with its batch, which goes again after it.</item>
/// <item>An outage of the broker is waiting. It pulls nothing while too much is out, and holds what is out.</item>
/// <item>A producer that dies is replaced, and what it had goes out again: an output may then be on the topic twice.</item>
/// <item>The stage fails where no row is at fault: no rights, no topic, a producer that dies at once. Rows that were not emitted are
/// unfinished then, and their offsets uncommitted.</item>
/// <item>When upstream finishes, it finishes after the last acknowledgement.</item>
/// </list>
/// </summary>
/// <param name="settings">Where to, how much, and who is told.</param>
internal sealed class ProduceStage(ProduceSettings settings)
    : GraphStage<FlowShape<OutcomeBatch, DeliveredBatch>>
{
    /// <inheritdoc/>
    public override FlowShape<OutcomeBatch, DeliveredBatch> Shape { get; } = new(new("Produce.in"), new("Produce.out"));

    /// <inheritdoc/>
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(Shape, settings);

    private sealed class Logic : InAndOutGraphStageLogic
    {
        private static readonly OutcomeBatch Empty = new([]);

        private readonly Inlet<OutcomeBatch> _in;
        private readonly Outlet<DeliveredBatch> _out;
        private readonly ResultProducer _producer;
        private OutcomeBatch _batch = Empty;
        private int _next;

        public Logic(FlowShape<OutcomeBatch, DeliveredBatch> shape, ProduceSettings settings)
            : base(shape)
        {
            (_in, _out) = (shape.Inlet, shape.Outlet);
            _producer = new ResultProducer(settings, GetAsyncCallback(Hear));
            SetHandlers(_in, _out, this);
        }

        public override void PreStart() => _producer.Start();

        public override void PostStop() => _producer.Close();

        public override void OnPush()
        {
            _batch = Grab(_in);
            _next = 0;
            Advance();
        }

        public override void OnPull() => Advance();

        public override void OnUpstreamFinish() => Advance();

        private void Hear()
        {
            _producer.Hear();
            Advance();
        }

        private void Advance()
        {
            while (_next < _batch.Outcomes.Length && _producer.HasRoom) _producer.Take(_batch.Outcomes.ItemRef(_next++));
            _producer.SendWaiting();
            if (_producer.HasDelivered && IsAvailable(_out)) Push(_out, _producer.TakeDelivered());
            PullOrComplete();
        }

        // A batch that is through is let go of: it may be long until the next.
        private void Forget() => (_batch, _next) = (Empty, 0);

        private void PullOrComplete()
        {
            if (_next < _batch.Outcomes.Length) return;

            Forget();
            if (!IsClosed(_in))
            {
                if (_producer.HasRoom && !HasBeenPulled(_in)) Pull(_in);
            }
            else if (_producer.IsIdle && !_producer.HasDelivered)
            {
                CompleteStage();
            }
        }
    }
}
