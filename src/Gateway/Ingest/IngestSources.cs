using ActorServe.Shared.Configuration;
using ActorServe.Shared.Programs.Extensions;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorServe.Gateway.Ingest;

/// <summary>The sources that a gateway has: its own, and another where the extension for it is beside the program.</summary>
internal sealed partial class IngestSources(Extension<ISourceExtension> other)
{
    /// <summary>Looks for the extension, and adds the settings that it needs.</summary>
    public static IngestSources Find(AkkaConfigurationBuilder builder)
    {
        var found = ExtensionAssembly.Find<ISourceExtension>(ISourceExtension.Assembly);
        try
        {
            found.Part?.Configure(builder);
        }
#pragma warning disable CA1031 // Whatever it is: applications that do not ask for this source go on, and those that do say so.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            found = ExtensionAssembly.Unusable<ISourceExtension>(
                ExtensionAssembly.FileOf(ISourceExtension.Assembly), "it cannot be set up", failure.Message);
        }

        return new IngestSources(found);
    }

    /// <summary>
    /// Says once, as the gateway starts, why the other source cannot be used: what applications tell of it reaches clients, and has no
    /// path.
    /// </summary>
    public void LogProblem(ILogger log)
    {
        if (other.Problem is { } problem) LogUnusable(log, other.Cause ?? problem);
    }

    /// <summary>What makes a run of the source that an application asks for instead of ours; null where it asks for ours.</summary>
    /// <exception cref="SourceMissingException">It asks for a source that this gateway has not.</exception>
    public Func<SourceParts, IngestRun>? Other(KafkaConfig kafka, ActorSystem system)
    {
        if (kafka.Source == KafkaSourceKind.ActorServe) return null;
        if (other.Part is { } part) return parts => part.Start(system, parts);

        throw new SourceMissingException(
            "kafka.source is akka-streams-kafka, which this gateway has not: "
            + (other.Problem ?? $"{ISourceExtension.Assembly}.dll is not beside the program")
            + "; leave source out, or see docs/sources.md for how that is built");
    }

    [LoggerMessage(LogLevel.Error, "The gateway goes on without the source akka-streams-kafka: {Reason}")]
    private static partial void LogUnusable(ILogger log, string reason);
}
