using ActorServe.Replica.Batching;
using Akka.Actor;

namespace ActorServe.Replica.Tests.Batching;

/// <summary>Whom runs tell, in the order of their messages.</summary>
internal sealed class TellRecorder : MinimalActorRef
{
    public List<object> Messages { get; } = [];

    public TaskCompletionSource<RunFinished> Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource<RunBroken> Broken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "test")) / "replica";

    public override IActorRefProvider Provider => throw new NotSupportedException();

    protected override void TellInternal(object message, IActorRef sender)
    {
        Messages.Add(message);
        if (message is RunFinished run) Told.TrySetResult(run);
        if (message is RunBroken broken) Broken.TrySetResult(broken);
    }
}
