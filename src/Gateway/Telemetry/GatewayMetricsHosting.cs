using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ActorServe.Gateway.Telemetry;

/// <summary>Registers a gateway's metrics.</summary>
internal static class GatewayMetricsHosting
{
    /// <summary>Once, however often it is called: the gateway and its door have one meter.</summary>
    public static IServiceCollection AddGatewayMetrics(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(provider => new GatewayNumbers(provider.GetService<TimeProvider>() ?? TimeProvider.System));
        services.TryAddSingleton(provider => new GatewayMetrics(MeterOf(provider), provider.GetRequiredService<GatewayNumbers>()));
        services.TryAddSingleton(provider => new DoorMetrics(MeterOf(provider)));
        return services;
    }

    // A factory gives one meter for one name.
    private static Meter MeterOf(IServiceProvider provider) =>
        provider.GetRequiredService<IMeterFactory>().Create(new MeterOptions(GatewayMetrics.MeterName));
}
