using ActorServe.Shared.Hosting;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ActorServe.Shared.Tests.Hosting;

public sealed class ActorServeSystemSpecs
{
    [Theory]
    [InlineData("akka.cluster.split-brain-resolver.active-strategy", "keep-majority")]
    [InlineData("akka.cluster.split-brain-resolver.stable-after", "20s")]
    [InlineData("akka.cluster.split-brain-resolver.down-all-when-unstable", "off")]
    [InlineData("akka.cluster.downing-provider-class", "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster")]
    [InlineData("akka.cluster.failure-detector.acceptable-heartbeat-pause", "1500ms")]
    [InlineData("akka.remote.dot-netty.tcp.maximum-frame-size", "8388608b")]
    [InlineData("akka.coordinated-shutdown.exit-clr", "off")]
    public async Task What_was_measured_is_what_a_node_runs_with(string key, string value)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddAkka(ActorPaths.SystemName, akka => akka.WithActorServeSystem("127.0.0.1", 0, Roles.Replica));
        await using var provider = services.BuildServiceProvider();
        var system = provider.GetRequiredService<ActorSystem>();

        Assert.Equal(value, system.Settings.Config.GetString(key));
        await system.Terminate();
    }
}
