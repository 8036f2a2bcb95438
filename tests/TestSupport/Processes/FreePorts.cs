using System.Net;
using System.Net.Sockets;

namespace ActorServe.TestSupport.Processes;

/// <summary>Ports of loopback that nobody listens on, and that this process gives to nobody else.</summary>
public static class FreePorts
{
    private static readonly HashSet<int> _given = [];

    /// <summary>One more.</summary>
    public static int Next() => NextOf(1);

    /// <summary>So many more, one after the other.</summary>
    /// <returns>The first of them.</returns>
    public static int NextOf(int count)
    {
        lock (_given)
        {
            while (true)
            {
                var first = AnyFree();
                var ports = Enumerable.Range(first, count).ToList();
                if (!ports.All(port => !_given.Contains(port) && (port == first || IsFree(port)))) continue;
                _given.UnionWith(ports);
                return first;
            }
        }
    }

    private static int AnyFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool IsFree(int port)
    {
        if (port > IPEndPoint.MaxPort) return false;
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
