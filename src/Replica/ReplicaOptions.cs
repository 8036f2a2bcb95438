using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ActorServe.Replica;

/// <summary>How a replica node runs.</summary>
public sealed class ReplicaOptions
{
    /// <summary>Threads on which ONNX models run. Classes in C# have their own.</summary>
    /// <value>The default is the number of the machine's cores.</value>
    [Range(1, 1_024)]
    public int InferenceThreads { get; set; } = Environment.ProcessorCount;

    /// <summary>
    /// The folder that deployed models and assemblies are below; paths in an application file are relative to it and may not leave it.
    /// </summary>
    /// <value>The default is null: any path of the machine, and relative ones below the working directory.</value>
    public string? ModelRoot { get; set; }

    /// <summary>The Akka dispatcher of the replicas' actors, by its name in the configuration.</summary>
    /// <value>The default is null: the default dispatcher.</value>
    public string? Dispatcher { get; set; }

    /// <summary>How long the whole shutdown may take; replicas drain in what the phases before have left of it.</summary>
    /// <value>The default is 60 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(60);
}

/// <summary>Checks <see cref="ReplicaOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ReplicaOptionsValidator : IValidateOptions<ReplicaOptions>;
