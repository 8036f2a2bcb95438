using ActorServe.Seed.Control;
using ActorServe.Shared.Hosting;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ActorServe.Seed;

/// <summary>The key of the controller's proxy in the actor registry.</summary>
public sealed class ControllerKey;

/// <summary>What a process needs to be a seed.</summary>
public static class SeedHosting
{
    /// <summary>Adds the seed's options, checked when the host starts.</summary>
    public static IServiceCollection AddActorServeSeed(this IServiceCollection services, Action<SeedOptions>? configure = null)
    {
        services.AddOptions<SeedOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<SeedOptions>, SeedOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        return services;
    }

    /// <summary>
    /// Runs the controller on the oldest seed, and its proxy, <see cref="ControllerKey"/>, at <c>/user/controller-proxy</c>. Needs
    /// <see cref="AddActorServeSeed"/>.
    /// </summary>
    public static AkkaConfigurationBuilder WithActorServeSeed(this AkkaConfigurationBuilder builder) =>
        builder.WithSingleton<ControllerKey>(
            ActorPaths.Controller,
            (_, _, resolver) => ControllerActor.Props(
                resolver.GetService<IOptions<SeedOptions>>()?.Value ?? new SeedOptions(), resolver.GetService<TimeProvider>() ?? TimeProvider.System),
            new ClusterSingletonOptions { Role = Roles.Seed, TerminationMessage = PoisonPill.Instance });
}
