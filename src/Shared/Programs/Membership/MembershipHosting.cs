using ActorServe.Shared.Hosting;
using ActorServe.Shared.Programs.Certificates;
using ActorServe.Shared.Programs.Extensions;
using ActorServe.Shared.Programs.Logs;
using ActorServe.Shared.Programs.State;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Hosting;
using Akka.Remote;
using Akka.Remote.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ActorServe.Shared.Programs.Membership;

/// <summary>Makes an ActorSystem a member of the cluster that its settings name.</summary>
public static class MembershipHosting
{
    /// <summary>
    /// How long the first seed asks the others before it founds a cluster. Who answers that it is in none is not waited for any more, but
    /// who does not answer is for this long, also where nothing is there: those that it was with before it was killed may need some seconds
    /// until they are heard by the process that has its place, and a second cluster beside theirs would be for good. Akka's own five
    /// seconds were too few.
    /// </summary>
    internal static readonly TimeSpan FoundingPatience = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Remoting, cluster and logs as <see cref="NodeOptions"/> say; joins at start, and waits for a seed as long as it takes.
    /// </summary>
    /// <param name="builder">The ActorSystem's.</param>
    /// <param name="services">Has the options.</param>
    /// <param name="role">One of <see cref="Roles"/>.</param>
    public static AkkaConfigurationBuilder WithActorServeNode(this AkkaConfigurationBuilder builder, IServiceProvider services, string role)
    {
        var node = services.GetRequiredService<IOptions<NodeOptions>>().Value;
        var options = node.Cluster;
        return builder
            .ConfigureLoggers(logs =>
            {
                logs.LogLevel = LogsHosting.ActorLevel(node.Logs.Level);
                logs.ClearLoggers();
                logs.AddLoggerFactory();
            })
            .WithActorServeSystem(
                new RemoteOptions { HostName = options.ListenHostname, Port = options.Port, PublicHostName = options.PublicHostname }, role)
            .AddHocon(FoundingOf(options, role == Roles.Seed), HoconAddMode.Prepend)
            .WithNodeCertificate(options.Tls, services.GetRequiredService<TimeProvider>())
            .WithRecentLogs()
            .WithActors((system, _) => Join(system, options, role))
            .WithNodeExtensions(services);
    }

    /// <summary>
    /// What is wrong with the address of a node that is no seed: on a seed's machine the default port is the seed's, and must be another.
    /// </summary>
    public static IReadOnlyList<string> ProblemsBesideSeeds(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<NodeOptions>>().Value.Cluster;
        return !options.SeedAddresses.Contains(options.Address, StringComparer.OrdinalIgnoreCase) ? [] :
        [
            $"{NodeProgram.Section}:{nameof(NodeOptions.Cluster)}:{nameof(MembershipOptions.Port)} is {options.Port}, "
            + $"and {options.Address} is one of {nameof(MembershipOptions.Seeds)}; "
            + $"expected a port of its own, such as --Cluster:Port {(options.Port + 10) % 65_536}",
        ];
    }

    /// <summary>Whether the cluster went on without this node.</summary>
    public static bool WasDowned(ActorSystem system) =>
        CoordinatedShutdown.Get(system).ShutdownReason is CoordinatedShutdown.ClusterDowningReason or QuarantinedReason
        || FailedHandshakes.Of(system) is { WasDowned: true };

    private static string FoundingOf(MembershipOptions options, bool isSeed) => SeedContacts.MayFound(options, isSeed)
        ? $"akka.cluster.seed-node-timeout = {(int)FoundingPatience.TotalSeconds}s"
        : "";

    private static void Join(ActorSystem system, MembershipOptions options, string role)
    {
        system.ActorOf(Props.Create(() => new QuarantineExitActor()), "quarantine-exit");
        var cluster = Cluster.Get(system);
        var isSeed = role == Roles.Seed;
        var file = new LastSeenMembers(options.StateFolder);
        var lastSeen = isSeed ? file.Read(problem => system.Log.Warning("{0}", problem)) : [];
        var contacts = SeedContacts.Of(options, isSeed, cluster.SelfAddress.Protocol, system.Name, lastSeen);
        cluster.JoinSeedNodes(contacts);
        // Without the incarnation of who is there Akka.Remote quarantines nobody: it ends the connections.
        var remoting = (IRemoteActorRefProvider)((ExtendedActorSystem)system).Provider;
        var others = contacts.Remove(cluster.SelfAddress);
        var patience = SeedContacts.MayFound(options, isSeed) ? UnansweredJoinActor.PatienceOfFounder : UnansweredJoinActor.Patience;
        system.ActorOf(
            Props.Create(() => new UnansweredJoinActor(others, patience, contact => remoting.Quarantine(contact, null))),
            "unanswered-join");
        if (isSeed) system.ActorOf(Props.Create(() => new MemberKeeperActor(file, RewriteWait.Default)), "member-keeper");
    }
}
