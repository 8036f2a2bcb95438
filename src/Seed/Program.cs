using ActorServe.Seed;
using ActorServe.Seed.Admin;
using ActorServe.Seed.Targets;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Programs;
using ActorServe.Shared.Programs.Health;
using ActorServe.Shared.Programs.Membership;
using ActorServe.Shared.Programs.Telemetry;
using Akka.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

var builder = NodeProgram.CreateBuilder(args)
    .Checking<SeedOptions>().Checking<SeedListenOptions>().Checking<AdminOptions>(AdminOptions.Section)
    .Checking(services => services.GetRequiredService<TargetsAtStart>().Read());
builder.Listening(builder.Read<SeedListenOptions>().Admin);
builder.Services.AddActorServeSeed(seed =>
{
    builder.Settings().Bind(seed);
    seed.StateFolder = builder.Read<NodeOptions>().Cluster.StateFolder;
});
builder.Services.AddHealthChecks().AddCheck<TargetsReadiness>("targets", tags: [HealthHosting.Ready]);
builder.Services.AddActorServeAdmin(builder.Settings().GetSection(AdminOptions.Section));
builder.Services.AddAkka(ActorPaths.SystemName, (akka, services) => akka
    .WithActorServeNode(services, Roles.Seed)
    .WithActorServeSeed());

return await builder.RunNodeAsync(app =>
{
    app.MapNodeHealth();
    app.MapNodeMetrics();
    app.MapActorServeAdmin();
});
