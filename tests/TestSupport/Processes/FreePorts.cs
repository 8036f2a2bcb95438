using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ActorServe.TestSupport.Processes;

/// <summary>
/// Ports of loopback that nobody listens on, and that no process of these tests gives to anybody else. They are below those that a system
/// gives to whoever asks for any: a node may take seconds until it listens, and one that is restarted must find its port free again.
/// </summary>
public static class FreePorts
{
    private const int Lowest = 10_000;
    private const int Highest = 19_999;

    private static readonly Dictionary<int, FileStream> _given = [];

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
                var first = Random.Shared.Next(Lowest, Highest - count + 2);
                var ports = Enumerable.Range(first, count).ToList();
                if (ports.TrueForAll(TryTake)) return first;
            }
        }
    }

    // A port that was taken beside one that could not be is left: there are many. What is claimed is this process's until it ends.
    private static bool TryTake(int port)
    {
        if (_given.ContainsKey(port) || Claim(port) is not { } claim) return false;
        _given[port] = claim;
        return IsFree(port);
    }

    private static FileStream? Claim(int port)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"actorserve-ports-{Environment.UserName}")).FullName;
        try
        {
            return new FileStream(
                Path.Combine(folder, port.ToString(CultureInfo.InvariantCulture)), FileMode.OpenOrCreate, FileAccess.ReadWrite,
                FileShare.None,
                bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool IsFree(int port)
    {
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
