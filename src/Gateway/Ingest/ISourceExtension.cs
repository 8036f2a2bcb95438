using ActorServe.Gateway.Dispatch;
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
    /// <param name="system">The ActorSystem.</param>
    /// <param name="settings">What is read, within which bounds.</param>
    /// <param name="dispatch">Where unsent rows are asked back.</param>
    /// <param name="log">Where to write.</param>
    IngestRun Start(ActorSystem system, IngestSettings settings, IDispatchControl dispatch, ILogger log);
}
