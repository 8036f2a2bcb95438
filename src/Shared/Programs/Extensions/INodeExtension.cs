using Akka.Hosting;

namespace ActorServe.Shared.Programs.Extensions;

/// <summary>
/// A part of every node that is in an assembly of its own, because what it needs is not to be had everywhere. Its assembly has exactly one,
/// with a constructor without parameters.
/// </summary>
public interface INodeExtension
{
    /// <summary>Adds itself to the node's ActorSystem. Where it throws, the node says why and goes on without it.</summary>
    /// <param name="builder">The ActorSystem's.</param>
    /// <param name="services">Have the node's options.</param>
    void Extend(AkkaConfigurationBuilder builder, IServiceProvider services);
}
