using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ActorServe.Gateway.Front;
using ActorServe.Gateway.Front.Routes;
using ActorServe.Gateway.Telemetry;
using ActorServe.Routing;
using ActorServe.Shared.Programs.Certificates;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport.Telemetry;
using Akka.Actor;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServe.Gateway.Tests.Front;

/// <summary>A door on a port of its own, with an application <c>app</c> at <c>/app</c>.</summary>
internal sealed class DoorFixture : IAsyncDisposable
{
    private readonly Door _door;

    private DoorFixture(FrontOptions options, TimeProvider? time)
    {
        options.Urls = "http://127.0.0.1:0";
        _door = new Door(Routes, options, time ?? TimeProvider.System, new DoorMetrics(Measured.Meter), Log);
        Server = new FrontServer(options, new CertificateOptions(), _door, TimeProvider.System, NullLoggerFactory.Instance);
    }

    public PublishedRoutes Routes { get; } = new();

    public ListLog<Door> Log { get; } = new();

    public Measured Measured { get; } = new();

    public FrontServer Server { get; }

    public Door Door => _door;

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    public static async Task<DoorFixture> OpenAsync(
        IActorRef router, FrontOptions? options = null, bool isCode = false, int? maxQueued = null, TimeProvider? time = null)
    {
        var door = new DoorFixture(options ?? new FrontOptions(), time);
        door.Routes.Publish(new RouteTable(
        [
            new Route
            {
                Prefix = "/app", Deployment = new DeploymentId("app", "model"), Router = router, IsCode = isCode,
                MaxQueuedRequests = maxQueued,
            },
        ]));
        await door.Server.StartAsync(CancellationToken.None);
        door.Client.BaseAddress = new Uri(door.Server.Addresses[0]);
        return door;
    }

    public Task<HttpResponseMessage> PostAsync(
        string body, string path = "/app", string? contentType = "application/json", CancellationToken cancellation = default) =>
        SendAsync(
            HttpMethod.Post, path,
            new StringContent(body)
            {
                Headers = { ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType) },
            },
            null, cancellation);

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, Action<HttpRequestMessage>? with = null,
        CancellationToken cancellation = default)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        with?.Invoke(request);
        return Client.SendAsync(request, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Measured.Dispose();
        await Server.DisposeAsync();
    }

    public static void Complete(RouterProtocol.Submit submit, params RowOutput[] outputs) =>
        Settle(submit, RowEntry.Completed(0, [.. outputs]));

    public static void Fail(RouterProtocol.Submit submit, FailureKind kind, string message, bool ran = true) =>
        Settle(submit, RowEntry.Failed(0, kind, message), ran);

    public static RowOutput Output(string text, string? contentType = null) =>
        new(Encoding.UTF8.GetBytes(text)) { ContentType = contentType };

    public static async Task ReadsAsync(HttpStatusCode status, string body, HttpResponseMessage response)
    {
        Assert.Equal((status, body), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    private static void Settle(RouterProtocol.Submit submit, RowEntry entry, bool ran = true) =>
        submit.Sink.Settled([new RowOutcome(submit.Rows[0], entry, ran ? new ModelVersion("m", "1") : null)]);
}
