using System.Globalization;
using System.Text;
using ActorServe.Seed.Members;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace ActorServe.Seed.Admin;

/// <summary>Ray's <c>/api/serve/applications/</c>: what should run, and what does.</summary>
internal sealed class ApplicationsEndpoints(IReadOnlyActorRegistry actors, ActorSystem system)
{
    private const int Attempts = 3;
    private const string IfVersion = "if_version";

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(20);
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly string[] ContentTypes =
    [
        "application/json", "application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml",
    ];

    /// <summary>Everything that runs or should.</summary>
    public Task GetAsync(HttpContext context) => Answering(context, async controller =>
    {
        var targets = await AskAsync<ServeTargets>(controller, ControlProtocol.GetTargets.Instance, context);
        var status = await AskAsync<ServeStatus>(controller, ControlProtocol.GetStatus.Instance, context);
        var at = ClusterView.ControllerIn(Cluster.Get(system).State)?.ToString();
        await Answers.JsonAsync(context.Response, StatusCodes.Status200OK, json => ApplicationsJson.Write(json, status, targets, at));
    });

    /// <summary>
    /// Other applications, as a whole. Answered when they are kept; they are reached in time. With <c>?if_version=N</c> only where those
    /// that they replace have that number.
    /// </summary>
    public Task PutAsync(HttpContext context) => Answering(context, async controller =>
    {
        if (!TryReadVersion(context.Request, out var ifVersion))
        {
            var found = $"{IfVersion} is '{context.Request.Query[IfVersion]}'; expected the number of targets";
            await Answers.ErrorAsync(context.Response, StatusCodes.Status400BadRequest, found);
            return;
        }

        if (await ReadAsync(context) is not { } text) return;

        var read = ApplicationFileReader.Parse(text, baseDirectory: null);
        var change = read.Config is { } config ? new ControlProtocol.SetTargets(config) { IfVersion = ifVersion } : null;
        if (change is not null) await SetAsync(context, controller, change, read);
        else await Answers.ProblemsAsync(context.Response, read.Problems);
    });

    /// <summary>Nothing runs any more.</summary>
    public Task DeleteAllAsync(HttpContext context) =>
        Answering(context, controller => SetAsync(context, controller, new ControlProtocol.SetTargets(new ServeConfig([])), null));

    /// <summary>One application less. Ray has no such path.</summary>
    public Task DeleteOneAsync(HttpContext context) => Answering(context, async controller =>
    {
        var name = (string)context.GetRouteValue("name")!;
        for (var attempt = 1; ; attempt++)
        {
            var targets = await AskAsync<ServeTargets>(controller, ControlProtocol.GetTargets.Instance, context);
            var left = targets.Config.Applications.RemoveAll(a => a.Name == name);
            if (left.Length == targets.Config.Applications.Length)
            {
                await Answers.ErrorAsync(context.Response, StatusCodes.Status404NotFound, $"there is no application {name}");
                return;
            }

            // Somebody may change another application at the same time.
            var change = new ControlProtocol.SetTargets(new ServeConfig(left)) { IfVersion = targets.ConfigVersion };
            if (await SetAsync(context, controller, change, null, isLast: attempt == Attempts)) return;
        }
    });

    private static bool TryReadVersion(HttpRequest request, out long? version)
    {
        version = null;
        if (!request.Query.TryGetValue(IfVersion, out var text)) return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;

        version = number;
        return true;
    }

    private static async Task<bool> SetAsync(
        HttpContext context, IActorRef controller, ControlProtocol.SetTargets change, ApplicationFileResult? read, bool isLast = true)
    {
        switch (await AskAsync<object>(controller, change, context))
        {
            case ControlProtocol.TargetsSet set:
                await Answers.JsonAsync(context.Response, StatusCodes.Status200OK, json =>
                {
                    json.WriteNumber("version", set.Version);
                    Answers.Write(json, "warnings", read?.Warnings ?? []);
                });
                return true;
            case ControlProtocol.TargetsRefused refused when isLast || refused.Kind != TargetsRefusal.Conflict:
                await RefuseAsync(context.Response, refused);
                return true;
            default:
                return false;
        }
    }

    private static Task RefuseAsync(HttpResponse response, ControlProtocol.TargetsRefused refused) => refused.Kind switch
    {
        TargetsRefusal.TooLarge => Answers.ErrorAsync(response, StatusCodes.Status413PayloadTooLarge, refused.Reason),
        TargetsRefusal.NotKept => Answers.ErrorAsync(response, StatusCodes.Status500InternalServerError, refused.Reason),
        TargetsRefusal.Unavailable or TargetsRefusal.NotConfirmed => Answers.UnavailableAsync(response, refused.Reason),
        _ => Answers.ErrorAsync(response, StatusCodes.Status409Conflict, refused.Reason),
    };

    private async Task Answering(HttpContext context, Func<IActorRef, Task> answer)
    {
        try
        {
            await answer(actors.Get<ControllerKey>());
        }
        catch (AskTimeoutException)
        {
            var known = HttpMethods.IsGet(context.Request.Method) ? "" : ", and whether the change was made is not known: look again";
            await Answers.UnavailableAsync(
                context.Response, $"no controller answered within {AnswerTimeout.TotalSeconds} s{known}; records go on meanwhile");
        }
    }

    private static Task<T> AskAsync<T>(IActorRef controller, object message, HttpContext context) =>
        controller.Ask<T>(message, AnswerTimeout, context.RequestAborted);

    /// <summary>The body's text; null where it was answered already.</summary>
    private static async Task<string?> ReadAsync(HttpContext context)
    {
        if (MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            && !ContentTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase))
        {
            await Answers.ErrorAsync(
                context.Response, StatusCodes.Status415UnsupportedMediaType,
                $"found {type.MediaType}; expected {string.Join(" or ", ContentTypes.Take(2))}");
            return null;
        }

        var bytes = new byte[ApplicationFileReader.MaxBytes + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > ApplicationFileReader.MaxBytes)
        {
            await Answers.ErrorAsync(
                context.Response, StatusCodes.Status413PayloadTooLarge,
                $"an application file has at most {ApplicationFileReader.MaxBytes} bytes");
            return null;
        }

        try
        {
            return StrictUtf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            await Answers.ErrorAsync(context.Response, StatusCodes.Status400BadRequest, "the body is not UTF-8 text");
            return null;
        }
    }
}
