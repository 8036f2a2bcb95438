using ActorServe.ActorTestKit;
using ActorServe.PetabridgeCmd.Commands;
using ActorServe.Seed;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorServe.Extensions.Tests.PetabridgeCmd;

/// <summary>The commands on a seed of a cluster of one, with its real controller.</summary>
public sealed class ServeOnASeedSpecs(ITestOutputHelper output) : PatientTestKit(
    "serve", output, Microsoft.Extensions.Logging.LogLevel.Warning)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    protected override void ConfigureServices(HostBuilderContext context, IServiceCollection services) => services.AddActorServeSeed();

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) => builder
        .WithActorServeSystem("127.0.0.1", 0, Roles.Seed)
        .WithActorServeSeed();

    [Fact]
    public async Task A_question_of_the_first_moment_waits_for_the_controller()
    {
        var serve = await JoinAsync();

        var answer = await serve.Ask<ServeAnswer>(new ServeCommand.Show("status", null), Patience);

        Assert.Equal(["there is no application"], answer.Lines);
    }

    [Fact]
    public async Task Another_number_of_replicas_is_what_should_run_from_then_on()
    {
        var serve = await JoinAsync();
        var controller = ActorRegistry.Get<ControllerKey>();
        await controller.Ask<ControlProtocol.TargetsSet>(new ControlProtocol.SetTargets(Served.Config), Patience);

        var answer = await serve.Ask<ServeAnswer>(new ServeCommand.Scale("both", "second", 5), Patience);

        Assert.False(answer.IsError, string.Join(' ', answer.Lines));
        var targets = await controller.Ask<ServeTargets>(ControlProtocol.GetTargets.Instance, Patience);
        Assert.Equal(5, targets.Config.Applications[1].Deployments[1].NumReplicas);
    }

    [Fact]
    public async Task The_node_knows_the_members()
    {
        var serve = await JoinAsync();

        var answer = await serve.Ask<ServeAnswer>(new ServeCommand.Drain("nobody:1"), Patience);

        Assert.Equal([$"there is no node 'nobody:1'; the members are 127.0.0.1:{Cluster.Get(Sys).SelfAddress.Port}"], answer.Lines);
    }

    private async Task<IActorRef> JoinAsync()
    {
        var cluster = Cluster.Get(Sys);
        cluster.Join(cluster.SelfAddress);
        await AwaitAssertAsync(() => Assert.Contains(cluster.State.Members, m => m.Status == MemberStatus.Up), Patience);
        return Sys.StartServeCommands();
    }
}
