using ActorServe.Shared.Hosting;
using Akka.Actor;
using static ActorServe.Shared.Protocol.LogProtocol;

namespace ActorServe.Shared.Programs.Logs;

/// <summary>Answers what the node has logged lately, at <see cref="ActorPaths.Logs"/>. It only looks: no line is lost by it.</summary>
internal sealed class LogsActor(LogRing ring) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GetLogs asked: Sender.Tell(ring.Read(asked)); break;
            default: Unhandled(message); break;
        }
    }
}
