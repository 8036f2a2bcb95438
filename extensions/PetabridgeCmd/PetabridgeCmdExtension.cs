using ActorServe.PetabridgeCmd.Commands;
using ActorServe.PetabridgeCmd.Palette;
using ActorServe.Shared.Programs;
using ActorServe.Shared.Programs.Extensions;
using Akka.Event;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Petabridge.Cmd.Cluster;
using Petabridge.Cmd.Cluster.Sharding;
using Petabridge.Cmd.Host;
using Petabridge.Cmd.Remote;

namespace ActorServe.PetabridgeCmd;

/// <summary>
/// Answers <c>pbm</c>, with the palettes of cluster, sharding and remoting, and with <c>serve</c>, which is ActorServe's own.
/// </summary>
/// <remarks>
/// A port that is taken, as by another node of the same machine, is told by Petabridge.Cmd, and the node goes on without it.
/// </remarks>
internal sealed class PetabridgeCmdExtension : INodeExtension
{
    /// <inheritdoc/>
    public void Extend(AkkaConfigurationBuilder builder, IServiceProvider services)
    {
        var pbm = services.GetRequiredService<IOptions<NodeOptions>>().Value.Pbm;
        builder.AddPetabridgeCmd(options: new PetabridgeCmdOptions { Host = pbm.Host, Port = pbm.Port }, hostConfiguration: Register);
    }

    private static void Register(Petabridge.Cmd.Host.PetabridgeCmd pbm)
    {
        try
        {
            AddPalettes(pbm);
        }
#pragma warning disable CA1031 // The node is starting, and must not fail for this: pbm has less then, and the log says so.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            pbm.Sys.Log.Error(failure, "Not all palettes of pbm are there");
        }
    }

    private static void AddPalettes(Petabridge.Cmd.Host.PetabridgeCmd pbm)
    {
        pbm.RegisterCommandPalette(new ServePalette(pbm.Sys.StartServeCommands()));
        pbm.RegisterCommandPalette(ClusterCommands.Instance);
        pbm.RegisterCommandPalette(new RemoteCommands());
        pbm.RegisterCommandPalette(ClusterShardingCommands.Instance);
    }
}
