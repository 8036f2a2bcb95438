using System.Globalization;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Programs;
using ActorServe.Shared.Programs.Membership;
using ActorServe.TestSupport.Processes;
using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ActorServe.Shared.Tests.Programs.Membership;

public sealed class FoundingSpecs
{
    [Theory]
    [InlineData("127.0.0.1:{0}", 20)]
    [InlineData("127.0.0.1:1", 5)]
    public async Task Who_may_found_a_cluster_asks_the_others_for_longer(string firstSeed, int seconds)
    {
        var port = FreePorts.Next().ToString(CultureInfo.InvariantCulture);
        var builder = NodeProgram.CreateBuilder(
        [
            "--Cluster:Hostname", "127.0.0.1", "--Cluster:Port", port, "--Health:Urls", "http://127.0.0.1:0",
            "--Cluster:Seeds:0", string.Format(CultureInfo.InvariantCulture, firstSeed, port), "--Cluster:Seeds:1", $"127.0.0.1:{port}",
        ]);
        builder.Services.AddAkka(ActorPaths.SystemName, (akka, services) => akka.WithActorServeNode(services, Roles.Seed));
        await using var program = builder.Build();

        var system = program.Services.GetRequiredService<ActorSystem>();

        Assert.Equal(TimeSpan.FromSeconds(seconds), Cluster.Get(system).Settings.SeedNodeTimeout);
        Assert.True(UnansweredJoinActor.PatienceOfFounder * 3 < MembershipHosting.FoundingPatience);
        await system.Terminate();
    }
}
