using System.Text;
using ActorServe.Routing;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;

namespace ActorServe.Gateway.Tests;

/// <summary>A router and its replicas in one: answers each row with its value, and refuses the value <c>bad</c>. Holds nothing.</summary>
internal sealed class EchoRouter : UntypedActor
{
    private static readonly ModelVersion _model = new("echo", "1");

    protected override void OnReceive(object message)
    {
        // Backwards: what comes out in order was put in order.
        if (message is RouterProtocol.Submit submit) submit.Sink.Settled([.. submit.Rows.Reverse().Select(Outcome)]);
    }

    private static RowOutcome Outcome(InferRow row) => Encoding.UTF8.GetString(row.Value!.Value.Span) == "bad"
        ? new RowOutcome(row, RowEntry.Failed(0, FailureKind.BadInput, "it is bad"), _model)
        : new RowOutcome(row, RowEntry.Completed(0, [new RowOutput(row.Value.Value)]), _model);
}
