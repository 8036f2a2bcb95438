using ActorServe.Cli.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorServe.Cli.Tests.Control;

/// <summary>A seed that is played by a server, which answers what a spec wants.</summary>
internal sealed class PlayedSeed : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PlayedSeed(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    /// <summary>Asks it.</summary>
    public AdminClient Client => new(AdminConnection.Of(Address, null));

    public static async Task<PlayedSeed> StartAsync(Action<WebApplication> answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        answers(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new PlayedSeed(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
