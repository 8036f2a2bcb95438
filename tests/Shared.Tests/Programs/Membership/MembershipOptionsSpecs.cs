using System.Net;
using ActorServe.Shared.Programs.Membership;

namespace ActorServe.Shared.Tests.Programs.Membership;

public sealed class MembershipOptionsSpecs
{
    [Fact]
    public void A_node_named_self_is_reached_by_the_machines_name_and_listens_on_every_interface()
    {
        var options = new MembershipOptions { Hostname = "self", Port = 4_054 };

        Assert.Equal(
            (Dns.GetHostName(), $"{Dns.GetHostName()}:4054", "0.0.0.0"), (options.PublicHostname, options.Address, options.ListenHostname));
    }

    [Fact]
    public void A_seed_named_self_may_found_a_cluster_where_the_machine_has_the_first_seeds_name()
    {
        var options = new MembershipOptions { Hostname = "self", Seeds = { $"{Dns.GetHostName()}:4053", "two:4053" } };

        var contacts = SeedContacts.Of(options, isSeed: true, "akka.tcp", "actorserve", ["akka.tcp://actorserve@replica:4053"]);

        Assert.Equal(["two", "replica"], contacts.Skip(1).Select(c => c.Host));
    }
}
