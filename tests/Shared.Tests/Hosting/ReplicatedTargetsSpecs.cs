using ActorServe.ActorTestKit;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Protocol;
using Akka.Cluster;
using Akka.Hosting;

namespace ActorServe.Shared.Tests.Hosting;

/// <summary>Targets in Distributed Data, in a cluster of one.</summary>
public sealed class ReplicatedTargetsSpecs(ITestOutputHelper output) : PatientTestKit("targets", output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.WithActorServeSystem("127.0.0.1", 0, Roles.Seed).WithClusterOfOne();

    private ReplicatedTargets Targets => ReplicatedTargets.Of(Sys);

    [Fact]
    public async Task Nothing_was_ever_set_at_first()
    {
        await JoinedAsync();

        Assert.Equal(new HeldTargets(ServeTargets.None, IsByMajority: true), await Targets.ReadAsync(Patience));
    }

    [Fact]
    public async Task What_is_written_is_read()
    {
        await JoinedAsync();

        var holds = await Targets.WriteAsync(Some(3, "digits"), Patience);
        var read = await Targets.ReadAsync(Patience);

        Assert.Equal((3, true, 3, "digits"), (holds.Targets.Version, holds.IsByMajority, read.Targets.Version, NameIn(read)));
    }

    [Fact]
    public async Task An_older_version_never_replaces_a_newer_one()
    {
        await JoinedAsync();
        await Targets.WriteAsync(Some(3, "digits"), Patience);

        var holds = await Targets.WriteAsync(Some(2, "words"), Patience);

        Assert.Equal((3, "digits"), (holds.Targets.Version, NameIn(holds)));
    }

    [Fact]
    public async Task Of_two_writers_with_one_version_one_holds_whoever_comes_first()
    {
        await JoinedAsync();
        await Targets.WriteAsync(Some(3, "digits") with { ChangeId = 2 }, Patience);

        var older = await Targets.WriteAsync(Some(3, "words") with { ChangeId = 1 }, Patience);
        var newer = await Targets.WriteAsync(Some(3, "letters") with { ChangeId = 3 }, Patience);

        Assert.Equal(("digits", "letters"), (NameIn(older), NameIn(newer)));
    }

    [Fact]
    public async Task A_follower_tells_of_what_there_is_and_of_what_comes()
    {
        await JoinedAsync();
        await Targets.WriteAsync(Some(1, "digits"), Patience);

        Sys.ActorOf(TargetsFollower.Props(TestActor, targets => targets.Version));
        await ExpectMsgAsync(1L, Patience);
        await Targets.WriteAsync(Some(4, "words"), Patience);
        await ExpectMsgAsync(4L, Patience);
    }

    private static string NameIn(HeldTargets held) => Assert.Single(held.Targets.Config.Applications).Name;

    private static ServeTargets Some(long version, string application) => new(version, new ServeConfig(
    [
        new ApplicationConfig
        {
            Name = application, RoutePrefix = $"/{application}", Ingress = "model",
            Deployments = [new DeploymentConfig { Name = "model", Model = "m" }],
        },
    ]));

    private Task JoinedAsync() => AwaitAssertAsync(
        () => Assert.Equal(MemberStatus.Up, Cluster.Get(Sys).SelfMember.Status), Patience);
}
