using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using ActorServe.ClusterTests.Nodes;
using ActorServe.Shared.Hosting;
using ActorServe.Shared.Programs.Certificates;
using ActorServe.Shared.Programs.Membership;
using ActorServe.TestSupport;
using ActorServe.TestSupport.Certificates;
using Akka.Actor;
using Akka.Event;

namespace ActorServe.ClusterTests;

/// <summary>Nodes that show each other certificates: who has none of the cluster's authority is no member.</summary>
public sealed class NodeCertificateSpecs(ITestOutputHelper output) : IDisposable
{
    private readonly TestAuthority _authority = new("The cluster's authority");
    private readonly TestAuthority _other = new("Another authority");

    public void Dispose()
    {
        _authority.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task Nodes_with_certificates_of_one_authority_are_a_cluster_that_answers()
    {
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Node(Roles.Seed, _authority));
        var gateway = await cluster.StartAsync(Node(Roles.Gateway, _authority));
        await cluster.StartAsync(Node(Roles.Replica, _authority));
        await seed.SetTargetsAsync(TestApplications.Mirror);
        var router = gateway.StartRouter(TestApplications.Deployment);
        var rows = new NumberedRows();

        rows.Submit(router, 1_000);

        await rows.AllCompletedAsync();
        Assert.EndsWith("ssl.tcp", seed.Cluster.SelfAddress.Protocol, StringComparison.Ordinal);
    }

    /// <summary>It would take the cluster's nodes: only they refuse.</summary>
    [Fact]
    public async Task A_node_whose_certificate_another_authority_signed_is_no_member_and_the_log_names_it()
    {
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Node(Roles.Seed, _authority));
        using var log = Inbox.Create(seed.System);
        seed.System.EventStream.Subscribe(log.Receiver, typeof(Warning));
        var stranger = await cluster.StartAsync(Node(Roles.Replica, _other, trusted: [_authority, _other]) with { StaysAlone = true });

        stranger.Cluster.JoinSeedNodes([seed.Cluster.SelfAddress]);

        await SaysAsync(
            log, "is refused as a node: 'CN=localhost', issued by 'CN=Another authority', is not signed by an authority of the CA file");
        Assert.Single(seed.Cluster.State.Members);
        Assert.Empty(stranger.Cluster.State.Members);
    }

    [Fact]
    public async Task A_node_without_TLS_is_no_member()
    {
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Node(Roles.Seed, _authority));
        using var log = Inbox.Create(seed.System);
        seed.System.EventStream.Subscribe(log.Receiver, typeof(LogEvent));
        var plain = await cluster.StartAsync(new NodeSetup { Roles = [Roles.Replica], StaysAlone = true });

        plain.Cluster.JoinSeedNodes([seed.Cluster.SelfAddress.WithProtocol(plain.Cluster.SelfAddress.Protocol)]);

        await SaysAsync(log, "due to TLS handshake failure");
        Assert.Single(seed.Cluster.State.Members);
        Assert.Empty(plain.Cluster.State.Members);
    }

    /// <summary>As where a process dies while another connects to it.</summary>
    [Fact]
    public async Task A_node_whose_handshake_another_process_breaks_off_goes_on_and_ends_in_good_order_when_it_is_asked_to()
    {
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Node(Roles.Seed, _authority));
        await FailsAtAHandshakeAsync(seed.System, seed.Cluster.SelfAddress);

        await cluster.StartAsync(Node(Roles.Replica, _authority));
        await seed.LeaveAsync();
        Assert.False(MembershipHosting.WasDowned(seed.System));
        await cluster.AllUpAsync();
    }

    [Fact]
    public async Task A_node_whose_handshake_was_broken_off_ends_as_any_other_when_the_cluster_goes_on_without_it()
    {
        await using var cluster = new ClusterFixture(output);
        var seed = await cluster.StartAsync(Node(Roles.Seed, _authority));
        var replica = await cluster.StartAsync(Node(Roles.Replica, _authority));
        await FailsAtAHandshakeAsync(replica.System, replica.Cluster.SelfAddress);

        seed.Cluster.Down(replica.Cluster.SelfAddress);

        await replica.System.WhenTerminated.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.True(MembershipHosting.WasDowned(replica.System));
    }

    [Fact]
    public async Task Certificates_and_the_authority_are_replaced_node_by_node()
    {
        await using var cluster = new ClusterFixture(output);
        await cluster.StartAsync(Node(Roles.Seed, _authority));
        var replica = await cluster.StartAsync(Node(Roles.Replica, _authority));
        Func<string, NodeSetup>[] rounds =
        [
            role => Node(role, _authority, trusted: [_authority, _other]),
            role => Node(role, _other, trusted: [_authority, _other]),
            role => Node(role, _other),
        ];

        foreach (var round in rounds)
        {
            foreach (var node in cluster.Nodes)
            {
                await node.LeaveAsync();
                await cluster.AllUpAsync();
                await cluster.StartAsync(round(node.Setup.Roles[0]) with { Port = node.Port });
            }
        }

        Assert.Equal(2, cluster.Nodes.Length);
        Assert.DoesNotContain(replica, cluster.Nodes);
    }

    private static async Task FailsAtAHandshakeAsync(ActorSystem system, Address self)
    {
        using var log = Inbox.Create(system);
        system.EventStream.Subscribe(log.Receiver, typeof(Warning));
        using var dying = new TcpListener(IPAddress.Loopback, 0);
        dying.Start();
        var accepted = dying.AcceptTcpClientAsync(TestContext.Current.CancellationToken);

        var nobody = new RootActorPath(self.WithPort(((IPEndPoint)dying.LocalEndpoint).Port)) / "user" / "nobody";
        system.ActorSelection(nobody).Tell("anybody there?");
        (await accepted).Dispose();
        await SaysAsync(log, "A TLS handshake that this node began has failed; it goes on");
    }

    private static NodeSetup Node(string role, TestAuthority signer, params ImmutableArray<TestAuthority> trusted)
    {
        var authorities = trusted.IsEmpty ? [signer] : trusted;
        var options = new ClusterCertificateOptions
        {
            CertificateFile = signer.IssuePem($"{Guid.NewGuid():N}.pem"),
            CaFile = signer.Write("trusted.pem", string.Join('\n', authorities.Select(authority => File.ReadAllText(authority.CaFile)))),
            CheckHostname = true,
        };
        return new NodeSetup { Roles = [role], Akka = (akka, _) => akka.WithNodeCertificate(options, TimeProvider.System) };
    }

    private static Task SaysAsync(Inbox log, string text) => Eventually.AssertAsync(
        () => Assert.Contains(text, ((LogEvent)log.Receive(TimeSpan.FromSeconds(20))).Message.ToString(), StringComparison.Ordinal));
}
