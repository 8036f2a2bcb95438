using ActorServe.Seed.Admin;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ActorServe.Seed.Members;

/// <summary>Has members leave, and downs those that are dead. Membership alone suffices for it: no controller is asked.</summary>
internal sealed class MembersEndpoints(ActorSystem system, UpTimes upTimes)
{
    private const string ContentType = "application/json";
    private const int MaxBytes = 4_096;

    private readonly ILoggingAdapter _log = Logging.GetLogger(system, typeof(MembersEndpoints));

    /// <summary>A member drains, leaves and ends. Answered when it is told so, not when it is gone.</summary>
    public Task LeaveAsync(HttpContext context) => ChangeAsync(context, mayForce: false, (cluster, request) =>
    {
        var answer = MemberRules.Leave(View(cluster), request.Address);
        if (answer is MemberAnswer.Go go) cluster.Leave(go.Member.Address);
        return answer;
    });

    /// <summary>A member is out. Answered when the cluster is told so.</summary>
    public Task DownAsync(HttpContext context) => ChangeAsync(context, mayForce: true, (cluster, request) =>
    {
        var answer = MemberRules.Down(View(cluster), request.Address, request.Force);
        if (answer is MemberAnswer.Go go) cluster.Down(go.Member.Address);
        return answer;
    });

    private ClusterView View(Cluster cluster) => ClusterView.Of(cluster, upTimes);

    private async Task ChangeAsync(HttpContext context, bool mayForce, Func<Cluster, MemberRequest, MemberAnswer> change)
    {
        if (await ReadAsync(context, mayForce) is not { } request) return;

        var answer = change(Cluster.Get(system), request);
        if (answer is MemberAnswer.Go) _log.Warning("{0} was asked for: {1}.", context.Request.Path, request);
        await AnswerAsync(context.Response, answer);
    }

    private static Task AnswerAsync(HttpResponse response, MemberAnswer answer) => answer switch
    {
        MemberAnswer.Go { Member: var member } => AcceptAsync(response, member),
        MemberAnswer.Going { Member: var member } => AcceptAsync(response, member),
        MemberAnswer.Unknown { Reason: var reason } => Answers.ErrorAsync(response, StatusCodes.Status404NotFound, reason),
        MemberAnswer.Refused { Reason: var reason } => Answers.ErrorAsync(response, StatusCodes.Status409Conflict, reason),
        _ => throw new InvalidOperationException($"{answer} has no answer over HTTP."),
    };

    private static Task AcceptAsync(HttpResponse response, MemberView member) =>
        Answers.JsonAsync(response, StatusCodes.Status202Accepted, json => ClusterJson.Write(json, member));

    /// <summary>The body; null where it was answered already.</summary>
    // By its type, too: a page in a browser of this machine may send any POST but one of this type without being asked for its origin.
    private static async Task<MemberRequest?> ReadAsync(HttpContext context, bool mayForce)
    {
        if (!IsJson(context.Request.ContentType))
        {
            var found = context.Request.ContentType ?? "no content type";
            await Answers.ErrorAsync(context.Response, StatusCodes.Status415UnsupportedMediaType, $"found {found}; expected {ContentType}");
            return null;
        }

        var bytes = new byte[MaxBytes + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > MaxBytes)
        {
            await Answers.ErrorAsync(context.Response, StatusCodes.Status413PayloadTooLarge, $"the body has more than {MaxBytes} bytes");
            return null;
        }

        var request = MemberRequest.Parse(bytes.AsMemory(0, length), mayForce, out var problems);
        if (request is null) await Answers.ErrorAsync(context.Response, StatusCodes.Status400BadRequest, string.Join("; ", problems));
        return request;
    }

    private static bool IsJson(string? type) =>
        MediaTypeHeaderValue.TryParse(type, out var parsed) && parsed.MediaType.Equals(ContentType, StringComparison.OrdinalIgnoreCase);
}
