using Akka.Actor;

namespace ActorServe.Gateway;

/// <summary>
/// What a gateway does when a child fails by a bug: a router is restarted, and hands back what it held; an application is stopped, because
/// its consumer must be closed before there may be another, and that takes longer than a restart.
/// </summary>
/// <param name="isApplication">Whether the child is an application.</param>
/// <param name="crashed">Is told of an application's failure before it stops.</param>
internal sealed class StopCrashed(Func<IActorRef, bool> isApplication, Action<IActorRef, Exception> crashed)
    : OneForOneStrategy(_ => Directive.Restart)
{
    /// <inheritdoc/>
    protected override Directive Handle(IActorRef child, Exception exception)
    {
        if (!isApplication(child)) return base.Handle(child, exception);
        crashed(child, exception);
        return Directive.Stop;
    }
}
