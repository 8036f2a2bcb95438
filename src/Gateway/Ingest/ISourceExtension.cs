using ActorServe.Gateway.Dispatch;
using ActorServe.Gateway.Tracing;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Ingest;

/// <summary>
/// Another source for those applications that ask for it, in an assembly of its own, because the package behind it is not to be had
/// everywhere. It owes the pipeline what <see cref="IIngestControl"/> promises: nothing is committed past a row that is not finished.
/// </summary>
internal interface ISourceExtension
{
    /// <summary>The name of its assembly.</summary>
    const string Assembly = "ActorServe.AkkaStreamsKafka";

    /// <summary>Adds the settings that it needs to the ActorSystem's.</summary>
    void Configure(AkkaConfigurationBuilder builder);

    /// <summary>Makes one run.</summary>
    IngestRun Start(ActorSystem system, SourceParts parts);
}

/// <summary>What a run of a source is made of, of ours or another.</summary>
/// <param name="Settings">What is read, within which bounds.</param>
/// <param name="Dispatch">Where unsent rows are asked back.</param>
/// <param name="Spans">The spans of the run's records.</param>
/// <param name="Log">Where to write.</param>
internal sealed record SourceParts(IngestSettings Settings, IDispatchControl Dispatch, RecordSpans Spans, ILogger Log);
