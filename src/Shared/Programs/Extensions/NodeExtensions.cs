using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorServe.Shared.Programs.Extensions;

/// <summary>The extensions that every node has where they are beside its program.</summary>
internal static partial class NodeExtensions
{
    /// <summary>The assembly of the server that <c>pbm</c> talks to.</summary>
    public const string PetabridgeCmd = "ActorServe.PetabridgeCmd";

    /// <summary>
    /// Adds what is there. One that cannot be used is told, and left out: what a node serves is worth more than how it is looked at.
    /// </summary>
    public static AkkaConfigurationBuilder WithNodeExtensions(this AkkaConfigurationBuilder builder, IServiceProvider services) =>
        builder.With(PetabridgeCmd, ExtensionAssembly.Find<INodeExtension>(PetabridgeCmd), services);

    internal static AkkaConfigurationBuilder With(
        this AkkaConfigurationBuilder builder, string name, Extension<INodeExtension> found, IServiceProvider services)
    {
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger("ActorServe");
        if (found.Problem is { } problem) LogLeftOut(log, name, found.Cause ?? problem);
        if (found.Part is { } part) Extend(builder, name, part, services, log);
        return builder;
    }

    private static void Extend(AkkaConfigurationBuilder builder, string name, INodeExtension part, IServiceProvider services, ILogger log)
    {
        try
        {
            part.Extend(builder, services);
            LogAdded(log, name);
        }
#pragma warning disable CA1031 // Whatever it is: the node serves without it, and says so.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogLeftOut(log, name, failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Extension} is beside the program, and is part of this node.")]
    private static partial void LogAdded(ILogger log, string extension);

    [LoggerMessage(LogLevel.Error, "The node goes on without {Extension}: {Reason}")]
    private static partial void LogLeftOut(ILogger log, string extension, string reason);
}
