using ActorServe.Routing;
using ActorServe.Shared.Protocol;
using Microsoft.AspNetCore.Http;

namespace ActorServe.Gateway.Front.Answers;

/// <summary>What a client gets for a row's outcome.</summary>
internal static class OutcomeAnswers
{
    /// <summary>The answer. Whether a request's time is over is for the door to say, which has the clock.</summary>
    public static HttpAnswer Of(in RowOutcome outcome) => outcome.Entry.Status == RowStatus.Completed
        ? OutputBodies.Of(outcome.Row.ContentType, outcome.Entry.Outputs)
        : OfFailure(outcome.Entry.Failure, outcome.Entry.Message ?? "");

    private static HttpAnswer OfFailure(FailureKind kind, string message) => kind switch
    {
        FailureKind.BadInput => HttpAnswer.Text(StatusCodes.Status400BadRequest, message),
        FailureKind.Timeout => HttpAnswer.Text(StatusCodes.Status504GatewayTimeout, message),
        FailureKind.Overload => HttpAnswer.Unavailable(message),
        _ => HttpAnswer.Failed,
    };
}
