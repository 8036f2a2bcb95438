using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using ActorServe.Seed.Control;
using ActorServe.Seed.Members;
using ActorServe.Seed.Targets;
using ActorServe.Seed.Telemetry;
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
    /// <summary>
    /// Adds the seed's options, checked when the host starts, and reads the targets that it kept: where they are torn or foreign the host
    /// does not start, and says which file it is.
    /// </summary>
    public static IServiceCollection AddActorServeSeed(this IServiceCollection services, Action<SeedOptions>? configure = null)
    {
        services.AddOptions<SeedOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<SeedOptions>, SeedOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton(provider => new SeedMetrics(
            provider.GetRequiredService<IMeterFactory>().Create(new MeterOptions(SeedMetrics.MeterName))));
        services.TryAddSingleton(provider => new UpTimes(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new DiskLag(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<TargetsAtStart>();
        services.AddHostedService(provider => provider.GetRequiredService<TargetsAtStart>());
        return services;
    }

    /// <summary>
    /// Runs the controller on the oldest seed, and its proxy, <see cref="ControllerKey"/>, at <c>/user/controller-proxy</c>. Needs
    /// <see cref="AddActorServeSeed"/>.
    /// </summary>
    public static AkkaConfigurationBuilder WithActorServeSeed(this AkkaConfigurationBuilder builder) => builder
        .WithActors((system, registry, resolver) =>
        {
            var start = resolver.GetService<TargetsAtStart>();
            // The controller may never be here: that is told, too.
            resolver.GetService<SeedMetrics>();
            var disk = new TargetsDisk(start.File, resolver.GetService<DiskLag>());
            registry.Register<TargetsKeeper>(system.ActorOf(TargetsKeeper.Props(disk, start.Kept), "targets-keeper"));
            system.ActorOf(UpTimesActor.Props(resolver.GetService<UpTimes>()), "up-times");
        })
        .WithSingleton<ControllerKey>(
            ActorPaths.Controller,
            (_, registry, resolver) => ControllerActor.Props(
                resolver.GetService<IOptions<SeedOptions>>().Value,
                new TargetsSource(registry.Get<TargetsKeeper>(), resolver.GetService<TargetsAtStart>().StartFile, NewChangeId),
                resolver.GetService<TimeProvider>(),
                resolver.GetService<SeedMetrics>()),
            new ClusterSingletonOptions { Role = Roles.Seed, TerminationMessage = PoisonPill.Instance });

    private static long NewChangeId() => BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
}
