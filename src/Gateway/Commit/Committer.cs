using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Produce;
using Akka;
using Akka.Streams.Dsl;

namespace ActorServe.Gateway.Commit;

/// <summary>
/// The end of the line at <c>at_least_once</c>: delivered rows go back to the thread that owns the consumer, which commits.
/// </summary>
internal static class Committer
{
    /// <summary>The stream's sink. Its task ends as the stream ends.</summary>
    public static Sink<DeliveredBatch, Task<Done>> Sink(IIngestControl ingest) =>
        Akka.Streams.Dsl.Sink.ForEach<DeliveredBatch>(batch => Settle(batch, ingest));

    private static void Settle(DeliveredBatch batch, IIngestControl ingest)
    {
        if (!batch.Finished.IsEmpty) ingest.Finish(batch.Finished);
        foreach (var halted in batch.Halted) ingest.Halt(halted.Source, halted.Reason);
    }
}
