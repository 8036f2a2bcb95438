using ActorServe.Replica;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Programs;
using ActorServe.Shared.Programs.Health;
using ActorServe.Shared.Programs.Membership;
using ActorServe.Shared.Programs.Telemetry;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

var builder = NodeProgram.CreateBuilder(args).ListeningForHealth().Checking<ReplicaOptions>()
    .Checking(MembershipHosting.ProblemsBesideSeeds);
builder.Services.AddActorServeReplica(builder.Settings());
// What is deployed from afar may not name any file of the machine.
builder.Services.PostConfigure<ReplicaOptions>(replica => replica.ModelRoot ??= builder.Environment.ContentRootPath);
builder.Services.AddAkka(ActorPaths.SystemName, (akka, services) => akka
    .WithActorServeNode(services, Roles.Replica)
    .WithActorServeReplica(services.GetRequiredService<IOptions<ReplicaOptions>>().Value));

return await builder.RunNodeAsync(app =>
{
    app.MapNodeHealth();
    app.MapNodeMetrics();
});
