using ActorServe.Gateway.Front.Routes;
using ActorServe.Gateway.Telemetry;
using ActorServe.Shared.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActorServe.Gateway.Front;

/// <summary>Opens a gateway's door to HTTP.</summary>
public static class FrontHosting
{
    /// <summary>
    /// Answers over HTTP, in a Kestrel of its own, for the applications of the gateway in the same host, as
    /// <see cref="GatewayOptions.Http"/> says. <see cref="FrontServer"/> says where it listens.
    /// </summary>
    public static IServiceCollection AddActorServeFront(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<PublishedRoutes>();
        services.AddGatewayMetrics();
        services.AddSingleton(provider => new FrontServer(
            OptionsOf(provider), provider.GetRequiredService<IOptions<GatewayOptions>>().Value.Tls, DoorOf(provider),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<FrontServer>());
        return services;
    }

    private static FrontOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<GatewayOptions>>().Value.Http;

    private static Door DoorOf(IServiceProvider provider) => new(
        provider.GetRequiredService<PublishedRoutes>(), OptionsOf(provider), provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<DoorMetrics>(), provider.GetRequiredService<ILogger<Door>>(), provider.GetService<TraceSampling>());
}
