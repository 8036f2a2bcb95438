using System.Reflection;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Tools.Singleton;
using Akka.DistributedData;
using Akka.Hosting;
using Akka.Remote.Hosting;

namespace ActorServe.Shared.Hosting;

/// <summary>What every ActorSystem of a cluster has in common, whatever its roles: the settings that were measured.</summary>
public static class ActorServeSystem
{
    private const string Settings = "ActorServe.Shared.Hosting.actorserve.conf";

    /// <summary>The version of the program, which other members see.</summary>
    // Without what follows the plus, which names a commit.
    private static readonly string Version =
        Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Remoting, cluster and settings.</summary>
    /// <param name="builder">The system's builder; its name must be <see cref="ActorPaths.SystemName"/>.</param>
    /// <param name="host">The address to listen on, and to be reached at.</param>
    /// <param name="port">The port; 0 is any that is free.</param>
    /// <param name="roles">Some of <see cref="Roles"/>.</param>
    public static AkkaConfigurationBuilder WithActorServeSystem(
        this AkkaConfigurationBuilder builder, string host, int port, params string[] roles) =>
        builder.WithActorServeSystem(new RemoteOptions { HostName = host, Port = port }, roles);

    /// <summary>Remoting, cluster and settings, for a node that listens elsewhere than where it is reached.</summary>
    public static AkkaConfigurationBuilder WithActorServeSystem(
        this AkkaConfigurationBuilder builder, RemoteOptions remoting, params string[] roles) => builder
        // Ahead of what is there: Akka.Hosting begins with the settings of streams, which name a serializer that has no place here.
        .AddHocon(ReadSettings(), HoconAddMode.Prepend)
        .AddHocon($"akka.cluster.app-version = \"{Version}\"", HoconAddMode.Prepend)
        .AddHocon(DistributedData.DefaultConfig(), HoconAddMode.Append)
        .AddHocon(ClusterSingleton.DefaultConfig(), HoconAddMode.Append)
        .WithRemoting(remoting)
        .WithClustering(new ClusterOptions { Roles = roles })
        // On nodes too that never ask for it: the majority that a change of the targets needs is one of all nodes.
        .WithActors((system, _) => DistributedData.Get(system));

    /// <summary>A cluster of this process alone, whose port nobody knew before it listened.</summary>
    public static AkkaConfigurationBuilder WithClusterOfOne(this AkkaConfigurationBuilder builder) =>
        builder.AddStartup((system, _) => Akka.Cluster.Cluster.Get(system).JoinAsync(Akka.Cluster.Cluster.Get(system).SelfAddress));

    private static Akka.Configuration.Config ReadSettings()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Settings)!;
        using var reader = new StreamReader(stream);
        return Akka.Configuration.ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
