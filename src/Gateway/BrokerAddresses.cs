using System.Globalization;

namespace ActorServe.Gateway;

/// <summary>
/// Looks at what somebody wrote as a list of brokers. The client would take a port that is none for a broker that is away, and wait for it.
/// </summary>
public static class BrokerAddresses
{
    /// <summary>
    /// What is wrong with each that is no <c>host:port</c>; a host alone has Kafka's port 9092, and a listener's name may stand before it.
    /// </summary>
    /// <param name="servers">One or more, separated by commas.</param>
    public static IEnumerable<string> Problems(string servers) =>
        from server in servers.Split(',', StringSplitOptions.TrimEntries)
        where !IsAddress(server[(server.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 3 : 0)..])
        select $"'{server}'; expected HOST:PORT, the port a number from 1 to 65535";

    private static bool IsAddress(string server)
    {
        var colon = server.LastIndexOf(':');

        // The last colon of an address of IPv6 that stands alone is its own.
        if (colon < 0 || server.EndsWith(']') || (server[0] != '[' && server.IndexOf(':') != colon)) return server.Length > 0;
        return colon > 0
            && ushort.TryParse(server.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0;
    }
}
