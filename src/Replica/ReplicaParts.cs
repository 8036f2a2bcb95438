using ActorServe.Replica.Inference;
using ActorServe.Replica.Pinning;
using Akka.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServe.Replica;

/// <summary>What a replica node is made of.</summary>
internal sealed record ReplicaParts(IModelStore Models, InferenceThreads Threads, TimeProvider Time, ILoggerFactory Logs, Random Random)
{
    /// <summary>Which files deployments mean here.</summary>
    public ModelPins Pins { get; init; } = new(new ModelRoot(null));

    /// <summary>What the options ask for, with the host's logs and clock where it has any.</summary>
    public static ReplicaParts Of(ReplicaOptions options, IDependencyResolver host)
    {
        var logs = host.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        var threads = new InferenceThreads(options.InferenceThreads, logs.CreateLogger<InferenceThreads>());
        var models = new ModelStore(options.InferenceThreads, logs.CreateLogger<ModelStore>());
        var time = host.GetService<TimeProvider>() ?? TimeProvider.System;

        // Incarnations must differ between processes that start at the same moment.
        return new ReplicaParts(models, threads, time, logs, new Random(Guid.NewGuid().GetHashCode()))
        {
            Pins = new ModelPins(new ModelRoot(options.ModelRoot)),
        };
    }
}
