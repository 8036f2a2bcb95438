using ActorServe.Gateway.Ingest.Reading;
using Akka;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.Stage;

namespace ActorServe.Gateway.Ingest;

/// <summary>
/// Records of a topic as the stream asks for them. Completes when its drain is complete, fails as its consumer fails, and closes the
/// consumer however it ends. For one materialization: what failed is made anew, whole.
/// </summary>
internal sealed class KafkaSource : GraphStage<SourceShape<RecordBatch>>
{
    private readonly IngestSetup _setup;
    private readonly IngestControl _control;
    private readonly Outlet<RecordBatch> _out = new("Records.out");

    private KafkaSource(IngestSetup setup, IngestControl control)
    {
        (_setup, _control) = (setup, control);
        Shape = new SourceShape<RecordBatch>(_out);
    }

    /// <inheritdoc/>
    public override SourceShape<RecordBatch> Shape { get; }

    /// <summary>The source. The control is made before it, because Dispatch and Commit need it, and belongs to this one run.</summary>
    public static Source<RecordBatch, IngestControl> Create(IngestSetup setup, IngestControl control) =>
        Source.FromGraph(new KafkaSource(setup, control)).MapMaterializedValue((NotUsed _) => control);

    /// <inheritdoc/>
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly KafkaSource _source;

        public Logic(KafkaSource source)
            : base(source.Shape)
        {
            _source = source;
            SetHandler(source._out, this);
        }

        public override void PreStart()
        {
            // A batch is emitted only after a pull, so that the push is always allowed.
            var emit = GetAsyncCallback<RecordBatch>(batch => Push(_source._out, batch));
            var ended = GetAsyncCallback<Exception?>(End);
            new ConsumerThread(_source._setup, _source._control, emit, ended).Start();
        }

        public override void OnPull() => _source._control.Queue.Ask();

        public override void PostStop() => _source._control.Stop();

        private void End(Exception? failure)
        {
            if (failure is null) CompleteStage();
            else FailStage(failure);
        }
    }
}
