using System.Net;
using ActorServe.Gateway.Front;
using ActorServe.Gateway.Front.Routes;
using ActorServe.Shared.Programs.Certificates;
using ActorServe.TestSupport.Certificates;
using Microsoft.Extensions.DependencyInjection;

namespace ActorServe.Gateway.Tests.Front;

public sealed class HttpsSpecs : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task The_door_answers_over_https_with_the_certificate_that_is_set()
    {
        var services = new ServiceCollection().AddLogging().AddActorServeFront();
        services.Configure<GatewayOptions>(gateway =>
            (gateway.Http.Urls, gateway.Tls.CertificateFile) = ("https://127.0.0.1:0", _authority.IssuePem()));
        await using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<PublishedRoutes>().Publish(new RouteTable([]));
        var door = provider.GetRequiredService<FrontServer>();
        await door.StartAsync(TestContext.Current.CancellationToken);
        var trusted = TrustedAuthorities.Read(_authority.CaFile).Authorities!;
        using var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trusted.ServerPolicy() } };
        using var client = new HttpClient(handler);
        using var stranger = new HttpClient();
        var health = new Uri(new Uri(door.Addresses[0]), "/-/healthz");

        using var answer = await client.GetAsync(health, TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<HttpRequestException>(
            () => stranger.GetAsync(health, TestContext.Current.CancellationToken));

        Assert.Equal(("https", HttpStatusCode.OK), (health.Scheme, answer.StatusCode));
        Assert.Equal(HttpRequestError.SecureConnectionError, refused.HttpRequestError);
    }

    [Fact]
    public void Https_without_a_certificate_is_a_wrong_setting()
    {
        var gateway = new GatewayOptions { Http = { Urls = "http://127.0.0.1:8000;https://127.0.0.1:8443" } };

        var problem = Assert.Single(gateway.Validate(new(gateway)));

        Assert.Equal("Http:Urls is 'https://127.0.0.1:8443', and there is no certificate; expected Tls:CertificateFile to name one",
            $"{problem.MemberNames.Single()} {problem.ErrorMessage}");
    }
}
