using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ActorServe.Shared.Programs.Health;

/// <summary>
/// <c>/-/live</c> and <c>/-/ready</c>: 200 where the process is, also where it is only in part (<c>Degraded</c>), else 503; the body says
/// why.
/// </summary>
public static class HealthHosting
{
    /// <summary>The tag of checks that readiness asks.</summary>
    public const string Ready = "ready";

    private const string Live = "live";

    /// <summary>
    /// Live while the ActorSystem runs, ready while the node is up; roles add checks of their own, tagged <see cref="Ready"/>.
    /// </summary>
    public static IHealthChecksBuilder AddNodeHealth(this IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<SystemLiveness>("system", tags: [Live])
        .AddCheck<MembershipReadiness>("cluster", tags: [Ready]);

    /// <summary>Maps both.</summary>
    public static void MapNodeHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/-/live", OptionsFor(Live)).AllowAnonymous();
        endpoints.MapHealthChecks("/-/ready", OptionsFor(Ready)).AllowAnonymous();
    }

    private static HealthCheckOptions OptionsFor(string tag) =>
        new() { Predicate = check => check.Tags.Contains(tag), ResponseWriter = WriteAsync };

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new
        {
            status = report.Status.ToString(),
            checks = report.Entries.ToDictionary(
                e => e.Key, e => new { status = e.Value.Status.ToString(), message = e.Value.Description }),
        },
        JsonSerializerOptions.Web,
        context.RequestAborted);
}
