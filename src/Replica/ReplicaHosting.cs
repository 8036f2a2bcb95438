using System.Diagnostics.Metrics;
using ActorServe.Replica.Inference;
using ActorServe.Replica.Reporting;
using ActorServe.Replica.Serving;
using ActorServe.Replica.Telemetry;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Programs.Membership;
using Akka;
using Akka.Actor;
using Akka.Cluster;
using Akka.DependencyInjection;
using Akka.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using static ActorServe.Replica.Serving.ReplicaMessages;

namespace ActorServe.Replica;

/// <summary>Makes an ActorSystem a replica node.</summary>
public static class ReplicaHosting
{
    private static readonly TimeSpan LeastGrace = TimeSpan.FromSeconds(1);

    /// <summary>Reads <see cref="ReplicaOptions"/> from a section; the host does not start where they are wrong.</summary>
    public static IServiceCollection AddActorServeReplica(this IServiceCollection services, IConfiguration section)
    {
        services.AddSingleton<IValidateOptions<ReplicaOptions>, ReplicaOptionsValidator>();
        services.AddOptions<ReplicaOptions>().Bind(section).ValidateOnStart();
        services.AddMetrics();
        services.TryAddSingleton(provider => new ReplicaMetrics(
            provider.GetRequiredService<IMeterFactory>().Create(new MeterOptions(ReplicaMetrics.MeterName))));
        return services;
    }

    /// <summary>
    /// Starts replicas when the controller asks, tells routers of them, and drains them at shutdown. It uses the host's
    /// <see cref="ILoggerFactory"/> and <see cref="TimeProvider"/> where there are any.
    /// </summary>
    /// <exception cref="OptionsValidationException">An option is out of its range.</exception>
    public static AkkaConfigurationBuilder WithActorServeReplica(this AkkaConfigurationBuilder builder, ReplicaOptions options)
    {
        var validation = new ReplicaOptionsValidator().Validate(null, options);
        if (validation.Failed) throw new OptionsValidationException(nameof(ReplicaOptions), typeof(ReplicaOptions), validation.Failures);
        return builder.WithActorServeReplica(options, resolver => ReplicaParts.Of(options, resolver));
    }

    internal static AkkaConfigurationBuilder WithActorServeReplica(
        this AkkaConfigurationBuilder builder, ReplicaOptions options, Func<IDependencyResolver, ReplicaParts> parts) =>
        builder
            .AddHocon(ShutdownPhase(options), HoconAddMode.Prepend)
            .WithActors((system, registry, resolver) =>
            {
                var made = parts(resolver);
                var node = Start(system, options, made);
                registry.Register<ReplicaNodeActor>(node);
                DrainAtShutdown(system, node, options.ShutdownTimeout, made.Time);
                _ = system.WhenTerminated.ContinueWith(_ => made.Threads.DisposeAsync().AsTask(), TaskScheduler.Default);
            });

    private static IActorRef Start(ActorSystem system, ReplicaOptions options, ReplicaParts parts)
    {
        var identity = NodeIdentity.Of(system, parts.Random);
        var memory = new DirectoryMemory(identity.Node);
        var directory = system.ActorOf(Props.Create(() => new ReplicaDirectoryActor(memory)), NameIn(ActorPaths.ReplicaDirectory));
        var setup = new ReplicaNodeSetup(
            identity, parts.Models, parts.Threads, parts.Time, parts.Logs, directory, options.Dispatcher, parts.Pins, parts.Metrics);
        StartReporter(system, identity.Node, parts.Metrics);
        return system.ActorOf(Props.Create(() => new ReplicaNodeActor(setup)), NameIn(ActorPaths.ReplicaNode));
    }

    // Without a cluster there is no controller to be told.
    private static void StartReporter(ActorSystem system, NodeId node, ReplicaMetrics metrics)
    {
        if (((ExtendedActorSystem)system).Provider is not IClusterActorRefProvider) return;

        ControllerProxy.Start(system);
        system.ActorOf(ReplicaNodeReporter.Props(node, system.ActorSelection(ControllerProxy.Path), metrics), "replica-node-reporter");
    }

    // Gateways drain in an earlier phase and need the replicas for it; both share one time, which this phase's own limit must not cut.
    private static void DrainAtShutdown(ActorSystem system, IActorRef node, TimeSpan timeout, TimeProvider time)
    {
        var shutdown = CoordinatedShutdown.Get(system);
        long? began = null;
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "note-start-of-shutdown", () =>
        {
            began = time.GetTimestamp();
            return Task.FromResult(Done.Instance);
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "drain-replicas", async () =>
        {
            var left = timeout - (began is { } at ? time.GetElapsedTime(at) : TimeSpan.Zero);
            // Nobody takes answers from a node that the cluster has left behind.
            var grace = left > LeastGrace && !MembershipHosting.WasDowned(system) ? left : LeastGrace;
            return await node.Ask<Done>(new DrainAll(grace), grace + LeastGrace).ConfigureAwait(false);
        });
    }

    private static string ShutdownPhase(ReplicaOptions options) =>
        $"akka.coordinated-shutdown.phases.service-stop.timeout = {(options.ShutdownTimeout + 3 * LeastGrace).TotalMilliseconds:F0}ms";

    private static string NameIn(string path) => path[(path.LastIndexOf('/') + 1)..];
}
