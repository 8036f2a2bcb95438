using System.Net;
using System.Net.Sockets;

namespace ActorServe.TestSupport.Processes;

/// <summary>Ports of loopback that nobody listens on, and that this process gives to nobody else.</summary>
public static class FreePorts
{
    private static readonly HashSet<int> _given = [];

    /// <summary>One more.</summary>
    public static int Next()
    {
        lock (_given)
        {
            while (true)
            {
                using var listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                var port = ((IPEndPoint)listener.LocalEndpoint).Port;
                if (_given.Add(port)) return port;
            }
        }
    }
}
