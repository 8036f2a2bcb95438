using ActorServe.Shared.Hosting;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ActorServe.Shared.Tests.Hosting;

public sealed class ControllerProxySpecs
{
    [Fact]
    public async Task A_process_that_is_gateway_and_replica_node_has_one()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddAkka(ActorPaths.SystemName, akka => akka.WithActorServeSystem("127.0.0.1", 0, Roles.Replica, Roles.Gateway));
        await using var provider = services.BuildServiceProvider();
        var system = provider.GetRequiredService<ActorSystem>();

        ControllerProxy.Start(system);
        ControllerProxy.Start(system);

        var found = system.ActorSelection(ControllerProxy.Path);
        var proxy = await found.ResolveOne(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(ControllerProxy.Path, proxy.Path.ToStringWithoutAddress());
        await system.Terminate();
    }
}
