using System.Collections.Immutable;
using System.Globalization;
using Akka.Actor;

namespace ActorServe.Shared.Programs.Membership;

/// <summary>Whom a node asks to let it into the cluster. Pure.</summary>
/// <remarks>
/// Only the first seed has itself at the head of its list, and so may found a cluster when nobody answers. It asks the members that it saw
/// last too: were it to ask seeds alone, a lone seed that restarts would found a second cluster and leave the others behind.
/// </remarks>
public static class SeedContacts
{
    /// <summary>The contact list of a node.</summary>
    /// <param name="options">Who the seeds are, and which address this node has.</param>
    /// <param name="isSeed">Whether it has the role; a node that only shares an address with a seed founds nothing.</param>
    /// <param name="protocol">The protocol of addresses, such as <c>akka.tcp</c>.</param>
    /// <param name="system">The name of the ActorSystems.</param>
    /// <param name="lastSeen">The members that this node saw last, if it keeps them.</param>
    public static ImmutableList<Address> Of(
        MembershipOptions options, bool isSeed, string protocol, string system, IReadOnlyList<string> lastSeen)
    {
        var self = AddressOf(options.Address, protocol, system);
        var seeds = options.SeedAddresses.Select(seed => AddressOf(seed, protocol, system)).ToList();
        var members = MayFound(options, isSeed)
            ? lastSeen.Select(member => Address.Parse(member).WithProtocol(protocol)).Where(member => !member.Equals(self))
            : [];
        // Who joins itself founds a cluster.
        return [.. seeds.Where(seed => isSeed || !seed.Equals(self)).Concat(members).Distinct()];
    }

    /// <summary>Whether a node founds a cluster where nobody answers it: the first seed does.</summary>
    /// <param name="options">Who the seeds are, and which address this node has.</param>
    /// <param name="isSeed">Whether it has the role.</param>
    public static bool MayFound(MembershipOptions options, bool isSeed) =>
        isSeed && string.Equals(options.SeedAddresses[0], options.Address, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads <c>host:port</c>.</summary>
    public static bool TryParse(string text, out string host, out int port)
    {
        var colon = text.LastIndexOf(':');
        host = colon > 0 ? text[..colon] : "";
        port = 0;
        return colon > 0
            && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65_535
            && Uri.CheckHostName(host) != UriHostNameType.Unknown;
    }

    private static Address AddressOf(string text, string protocol, string system)
    {
        var colon = text.LastIndexOf(':');
        return new Address(protocol, system, text[..colon], int.Parse(text[(colon + 1)..], CultureInfo.InvariantCulture));
    }
}
