using ActorServe.Gateway.Ingest.Reading;
using Akka;
using Akka.Streams.Dsl;

namespace ActorServe.Gateway.Ingest;

/// <summary>One run of Ingest, made before its stream. The stream may fail as a whole; a new one has a new run.</summary>
/// <param name="Records">The records, as the stream asks for them; for one materialization.</param>
/// <param name="Control">How Dispatch, Commit and the pipeline reach it.</param>
internal sealed record IngestRun(Source<RecordBatch, NotUsed> Records, IRunningIngest Control)
{
    /// <summary>One of our own source.</summary>
    public static IngestRun Of(IngestSetup setup)
    {
        var control = new IngestControl(setup.Time);
        return new IngestRun(KafkaSource.Create(setup, control).MapMaterializedValue(_ => NotUsed.Instance), control);
    }
}
