using ActorServe.ActorTestKit;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Programs.Membership;
using ActorServe.Shared.Programs.State;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Hosting;
using Microsoft.Extensions.Hosting;

namespace ActorServe.Shared.Tests.Programs.Membership;

/// <summary>The members that a seed keeps, with one that joins and leaves.</summary>
public sealed class MemberKeeperSpecs(ITestOutputHelper output) : PatientTestKit("members", output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("actorserve-").FullName;

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) =>
        builder.WithActorServeSystem("127.0.0.1", 0, Roles.Seed).WithClusterOfOne();

    [Fact]
    public async Task Others_are_kept_as_they_come_and_go_and_what_a_node_saw_before_it_left_stays()
    {
        Start();
        using (var passing = await JoinAsync())
        {
            await KeptAsync(passing);
            await passing.StopAsync();
        }

        await KeptAsync();
        using var last = await JoinAsync();
        await KeptAsync(last);
        var address = AddressOf(last);

        await CoordinatedShutdown.Get(Sys).Run(CoordinatedShutdown.ClusterLeavingReason.Instance);

        Assert.Equal([address], Kept());
        await last.StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_a_disk_did_not_take_is_kept_when_it_can_though_nothing_changes_any_more()
    {
        var obstacle = Directory.CreateDirectory(Path.Combine(_folder, "members.json.new"));
        using var member = await JoinAsync();
        Sys.EventStream.Subscribe(TestActor, typeof(Warning));

        Start();
        await FishForMessageAsync(
            m => m is Warning warning && $"{warning.Message}".Contains("could not be kept", StringComparison.Ordinal), Patience);
        obstacle.Delete();

        await KeptAsync(member);
        await member.StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private IActorRef Start()
    {
        var wait = new RewriteWait(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20));
        return Sys.ActorOf(Props.Create(() => new MemberKeeperActor(new LastSeenMembers(_folder), wait)));
    }

    private async Task<IHost> JoinAsync()
    {
        var to = Cluster.Get(Sys).SelfAddress;
        var host = new HostBuilder().ConfigureServices(services => services.AddAkka(Sys.Name, akka => akka
            .WithActorServeSystem("127.0.0.1", 0, Roles.Replica)
            .AddStartup((system, _) => Cluster.Get(system).JoinAsync(to)))).Build();
        await host.StartAsync();
        return host;
    }

    private Task KeptAsync(params IHost[] members) => AwaitAssertAsync(() => Assert.Equal(members.Select(AddressOf), Kept()), Patience);

    private static string AddressOf(IHost member) =>
        Cluster.Get((ActorSystem)member.Services.GetService(typeof(ActorSystem))!).SelfAddress.ToString();

    private IReadOnlyList<string> Kept() => new LastSeenMembers(_folder).Read(problem => Assert.Fail(problem));
}
