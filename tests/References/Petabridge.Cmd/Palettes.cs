using Akka.Actor;
using Petabridge.Cmd.Host;

namespace Petabridge.Cmd.Cluster
{
    // Of Petabridge.Cmd.Cluster.
    public sealed class ClusterCommands : CommandPaletteHandler
    {
        private ClusterCommands()
            : base(null!)
        {
        }

        public static ClusterCommands Instance => throw new NotSupportedException();

        public override Props HandlerProps => throw new NotSupportedException();
    }
}

namespace Petabridge.Cmd.Cluster.Sharding
{
    // Of Petabridge.Cmd.Cluster.Sharding.
    public sealed class ClusterShardingCommands : CommandPaletteHandler
    {
        private ClusterShardingCommands()
            : base(null!)
        {
        }

        public static ClusterShardingCommands Instance => throw new NotSupportedException();

        public override Props HandlerProps => throw new NotSupportedException();
    }
}

namespace Petabridge.Cmd.Remote
{
    // Of Petabridge.Cmd.Remote.
    public sealed class RemoteCommands() : CommandPaletteHandler(null!)
    {
        public override Props HandlerProps => throw new NotSupportedException();
    }
}
