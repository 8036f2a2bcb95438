using Akka.Actor;

namespace ActorServe.Shared.Hosting;

/// <summary>The address of a member as people read and write it.</summary>
public static class MemberAddress
{
    /// <summary><c>host:port</c>.</summary>
    public static string Endpoint(this Address address) => $"{address.Host}:{address.Port}";

    /// <summary>The same of an address as <see cref="Identity.NodeId"/> has it.</summary>
    public static string Endpoint(string address) => address[(address.LastIndexOf('@') + 1)..];

    /// <summary>Whether somebody who writes this means it.</summary>
    /// <param name="address">The member's.</param>
    /// <param name="text"><c>host:port</c>, or the whole address.</param>
    public static bool IsNamed(this Address address, string text) =>
        text.Equals(address.Endpoint(), StringComparison.OrdinalIgnoreCase)
            || text.Equals(address.ToString(), StringComparison.OrdinalIgnoreCase);
}
