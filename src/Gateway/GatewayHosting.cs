using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using ActorServe.Gateway.Embedded;
using ActorServe.Gateway.Front;
using ActorServe.Gateway.Front.Routes;
using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Reporting;
using ActorServe.Gateway.Telemetry;
using ActorServe.Gateway.Topics;
using ActorServe.Routing;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Programs.Logs;
using ActorServe.Shared.Programs.Membership;
using ActorServe.Shared.Telemetry;
using Akka;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ActorServe.Gateway;

/// <summary>Makes a process a gateway.</summary>
public static class GatewayHosting
{
    private static readonly TimeSpan DownedDrain = TimeSpan.FromSeconds(3);

    /// <summary>Reads <see cref="GatewayOptions"/> from a section; the host does not start where they are wrong.</summary>
    public static IServiceCollection AddActorServeGateway(this IServiceCollection services, IConfiguration section)
    {
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        services.AddOptions<GatewayOptions>().Bind(section)
            .PostConfigure(
                options => Take(options.Kafka.Properties, KafkaClientProperties.Read(section.GetSection(nameof(GatewayOptions.Kafka)))))
            .ValidateOnStart();
        return services.AddGatewayMetrics();
    }

    /// <summary>
    /// Runs the gateway at <c>/user/gateway</c>, registered as <see cref="GatewayKey"/>. It serves the cluster's targets, and what it is
    /// told by
    /// <see cref="GatewayProtocol.ApplyApplications"/>; it reports to the controller, and drains when the ActorSystem is shut down, while
    /// replicas still answer.
    /// </summary>
    /// <param name="builder">The ActorSystem's.</param>
    /// <param name="options">Checked.</param>
    /// <param name="embedded">The embedded broker, where Kafka is that.</param>
    /// <param name="time">The clock.</param>
    public static AkkaConfigurationBuilder WithActorServeGateway(
        this AkkaConfigurationBuilder builder, GatewayOptions options, EmbeddedBroker? embedded = null, TimeProvider? time = null)
    {
        var timeout = options.ShutdownTimeout.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture);
        var sources = IngestSources.Find(builder);
        return builder
            .AddHocon($"akka.coordinated-shutdown.phases.service-requests-done.timeout = {timeout}ms", HoconAddMode.Prepend)
            .WithActors((system, registry, resolver) =>
            {
                ControllerProxy.Start(system);
                var loggers = resolver.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
                sources.LogProblem(loggers.CreateLogger("ActorServe.Gateway"));
                var sampling = resolver.GetService<TraceSampling>();
                var parts = PartsOf(system, options, sources, embedded, time ?? TimeProvider.System, loggers, sampling);
                if (resolver.GetService<PublishedRoutes>() is { } routes) parts = parts with { Routes = routes };
                // Asked for, so that they are there, before they are read.
                if (resolver.GetService<GatewayMetrics>() is { Numbers: var numbers })
                    parts = parts with { Reporter = GatewayReporter.Props(system, numbers) };
                resolver.GetService<FrontServer>()?.DrainWith(system, () => DrainTime(system, options.ShutdownTimeout));
                registry.Register<GatewayKey>(Start(system, parts, options.ShutdownTimeout));
            });
    }

    private static void Take(Dictionary<string, string> properties, ImmutableDictionary<string, string> read)
    {
        properties.Clear();
        foreach (var (name, value) in read) properties[name] = value;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>Starts the gateway's actor, and has the shutdown of its ActorSystem wait until it has drained.</summary>
    internal static IActorRef Start(ActorSystem system, GatewayParts parts, TimeSpan shutdownTimeout)
    {
        var gateway = system.ActorOf(GatewayActor.Props(parts), ActorPaths.Gateway);
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseServiceRequestsDone, "drain-gateway", async () =>
        {
            var drain = new GatewayProtocol.Drain(DrainTime(system, shutdownTimeout));
            await gateway.Ask<GatewayProtocol.Drained>(drain, shutdownTimeout).ConfigureAwait(false);
            return Done.Instance;
        });
        return gateway;
    }

    private static TimeSpan DrainTime(ActorSystem system, TimeSpan shutdownTimeout)
    {
        // Given up before the phase is over, so that there is time to commit what is finished, to leave the groups, and to close
        // connections.
        var inGoodOrder = shutdownTimeout * 0.8;
        // Replicas do not answer a node that the cluster has left behind.
        return MembershipHosting.WasDowned(system) ? Min(inGoodOrder, DownedDrain) : inGoodOrder;
    }

    private static GatewayParts PartsOf(
        ActorSystem system, GatewayOptions options, IngestSources sources, EmbeddedBroker? embedded, TimeProvider time,
        ILoggerFactory loggers, TraceSampling? sampling)
    {
        var connection = new KafkaConnection(options.Kafka.BootstrapServers, options.Kafka.Properties.ToImmutableDictionary());
        var topics = new TopicCatalog(connection, embedded);
        return new GatewayParts(
            deployment => RouterActor.Props(deployment, options.Router, RandomNumberGenerator.GetInt32(int.MaxValue), time),
            (application, router) => Prepare(application, router),
            options.ShutdownTimeout,
            gateway => TargetsFollower.Props(
                gateway, targets => new GatewayProtocol.ApplyApplications(targets.Config) { Version = targets.Version }))
        {
            Reporter = GatewayReporter.Props(system, numbers: null),
        };

        PreparePipeline Prepare(ApplicationConfig application, IActorRef router) => async cancellation =>
        {
            var log = LogFields.On(loggers.CreateLogger($"ActorServe.Gateway.{application.Name}"), "Application", application.Name);
            var other = sources.Other(application.Kafka!, system);
            var partitions = await topics.EnsureAsync(application.Kafka!, cancellation).ConfigureAwait(false);
            var parts = PipelineParts.ForKafka(application, connection, partitions, router, time, log, sampling, other);
            return materializer => Pipeline.Run(parts, materializer);
        };
    }
}
