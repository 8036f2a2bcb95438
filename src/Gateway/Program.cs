using ActorServe.Gateway;
using ActorServe.Gateway.Front;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Programs;
using ActorServe.Shared.Programs.Health;
using ActorServe.Shared.Programs.Membership;
using ActorServe.Shared.Programs.Telemetry;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

var builder = NodeProgram.CreateBuilder(args).ListeningForHealth().Checking<GatewayOptions>()
    .Checking(MembershipHosting.ProblemsBesideSeeds);
builder.AlsoListening(new ListenOptions(builder.Read<GatewayOptions>().Http.Urls));
builder.Services.AddActorServeGateway(builder.Settings());
builder.Services.AddActorServeFront();
builder.Services.AddHealthChecks().AddCheck<GatewayReadiness>("applications", tags: [HealthHosting.Ready]);
builder.Services.AddAkka(ActorPaths.SystemName, (akka, services) => akka
    .WithActorServeNode(services, Roles.Gateway)
    .WithActorServeGateway(services.GetRequiredService<IOptions<GatewayOptions>>().Value));

return await builder.RunNodeAsync(app =>
{
    app.MapNodeHealth();
    app.MapNodeMetrics();
});
