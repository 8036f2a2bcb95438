using ActorServe.Seed.Members;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActorServe.Seed.Admin;

/// <summary>The admin REST of a seed, with Ray's paths and shapes.</summary>
public static partial class AdminHosting
{
    private const string Applications = "/api/serve/applications/";

    /// <summary>Reads <see cref="AdminOptions"/> from a section; the host does not start where they are wrong.</summary>
    public static IServiceCollection AddActorServeAdmin(this IServiceCollection services, IConfiguration section)
    {
        services.AddSingleton<IValidateOptions<AdminOptions>, AdminOptionsValidator>();
        services.AddOptions<AdminOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<AdminGate>();
        services.AddSingleton(provider => new ApplicationsEndpoints(
            provider.GetRequiredService<IReadOnlyActorRegistry>(), provider.GetRequiredService<ActorSystem>()));
        services.AddSingleton<ClusterEndpoints>();
        services.AddSingleton<MembersEndpoints>();
        services.AddSingleton(provider => new LogsEndpoints(provider.GetRequiredService<ActorSystem>()));
        services.AddRouting();
        return services;
    }

    /// <summary>
    /// Answers <c>/api/…</c>. Where a token is set every request must bear it; without one only requests from this machine are answered,
    /// wherever the server listens. Needs <see cref="AddActorServeAdmin"/>, and the seed in the same host.
    /// </summary>
    public static IEndpointRouteBuilder MapActorServeAdmin(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var gate = services.GetRequiredService<AdminGate>();
        if (!gate.HasToken) LogNoToken(services.GetRequiredService<ILoggerFactory>().CreateLogger("ActorServe.Seed.Admin"));

        // Asked for at the request: the ActorSystem starts after the endpoints are mapped.
        Map(HttpMethods.Get, Applications, context => Of<ApplicationsEndpoints>(context).GetAsync(context));
        Map(HttpMethods.Put, Applications, context => Of<ApplicationsEndpoints>(context).PutAsync(context));
        Map(HttpMethods.Delete, Applications, context => Of<ApplicationsEndpoints>(context).DeleteAllAsync(context));
        Map(HttpMethods.Delete, Applications + "{name}", context => Of<ApplicationsEndpoints>(context).DeleteOneAsync(context));
        Map(HttpMethods.Get, "/api/cluster", context => Of<ClusterEndpoints>(context).GetClusterAsync(context));
        Map(HttpMethods.Get, "/api/cluster/logs", context => Of<LogsEndpoints>(context).GetAsync(context));
        Map(HttpMethods.Post, "/api/cluster/leave", context => Of<MembersEndpoints>(context).LeaveAsync(context));
        Map(HttpMethods.Post, "/api/cluster/down", context => Of<MembersEndpoints>(context).DownAsync(context));
        Map(HttpMethods.Get, "/api/version", ClusterEndpoints.GetVersionAsync);
        return endpoints;

        void Map(string method, string path, RequestDelegate answer) =>
            endpoints.MapMethods(path, [method], (RequestDelegate)(context => gate.PassAsync(context, answer)));
    }

    private static T Of<T>(HttpContext context)
        where T : notnull => context.RequestServices.GetRequiredService<T>();

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The admin REST has no token, and so answers this machine only; ACTORSERVE__ADMIN__TOKEN sets one.")]
    private static partial void LogNoToken(ILogger logger);
}
