using System.Diagnostics.Metrics;
using ActorServe.Replica.Inference;
using ActorServe.Replica.Pinning;
using ActorServe.Replica.Telemetry;
using Akka.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServe.Replica;

/// <summary>What a replica node is made of.</summary>
internal sealed record ReplicaParts(IModelStore Models, InferenceThreads Threads, TimeProvider Time, ILoggerFactory Logs, Random Random)
{
    /// <summary>Which files deployments mean here.</summary>
    public ModelPins Pins { get; init; } = new(new ModelRoot(null));

    /// <summary>Where its work is counted.</summary>
    public ReplicaMetrics Metrics { get; init; } = new(new Meter(ReplicaMetrics.MeterName));

    /// <summary>What the options ask for, with the host's logs, clock and metrics where it has any.</summary>
    public static ReplicaParts Of(ReplicaOptions options, IDependencyResolver host)
    {
        var logs = host.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        var threads = new InferenceThreads(options.InferenceThreads, logs.CreateLogger<InferenceThreads>());
        var models = new ModelStore(options.InferenceThreads, logs.CreateLogger<ModelStore>());
        var time = host.GetService<TimeProvider>() ?? TimeProvider.System;

        var root = new ModelRoot(options.ModelRoot);
        if (root.Absence() is { } absence) logs.CreateLogger("ActorServe.Replica").LogWarning("{Absence}", absence);

        // Incarnations must differ between processes that start at the same moment.
        var parts = new ReplicaParts(models, threads, time, logs, new Random(Guid.NewGuid().GetHashCode()))
        {
            Pins = new ModelPins(root),
        };
        return host.GetService<ReplicaMetrics>() is { } metrics ? parts with { Metrics = metrics } : parts;
    }
}
