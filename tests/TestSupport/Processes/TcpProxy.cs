using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ActorServe.TestSupport.Processes;

/// <summary>
/// The way to a node, to be cut and broken: it listens on a port of 127.0.0.1, which others know, and hands on to the same port of
/// 127.0.0.2, where the node listens.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener;
    private readonly int _port;
    private readonly ConcurrentDictionary<Connection, Task> _connections = [];
    private readonly ConcurrentDictionary<int, bool> _cutFrom = [];
    private readonly Task _accepting;

    /// <summary>Listens from now on.</summary>
    public TcpProxy(int port)
    {
        (_port, _listener) = (port, new TcpListener(IPAddress.Loopback, port));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where the node must listen.</summary>
    public static string NodeHost => "127.0.0.2";

    /// <summary>Whether nothing gets through. Connections stay, new ones are taken, and what is sent waits, as over a cut line.</summary>
    public bool IsCut { get; set; }

    /// <summary>The same for connections that one node has made alone: the one that others know by this port.</summary>
    public void CutFrom(int port) => _cutFrom[port] = true;

    /// <summary>What was cut gets through again.</summary>
    public void MendFrom(int port) => _cutFrom.TryRemove(port, out _);

    /// <summary>Ends every connection; others may be made at once.</summary>
    public void Break()
    {
        foreach (var connection in _connections.Keys) connection.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Break();
        await Task.WhenAll(_connections.Values);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = new Connection(await _listener.AcceptTcpClientAsync(_stop.Token));
                _connections[connection] = Task.CompletedTask;
                _connections[connection] = RunAsync(connection);
            }
        }
        catch (OperationCanceledException)
        {
            // It was told to end.
        }
    }

    private async Task RunAsync(Connection connection)
    {
        try
        {
            await connection.Node.ConnectAsync(IPAddress.Parse(NodeHost), _port, _stop.Token);
            await Task.WhenAny(
                PumpAsync(connection, connection.Caller, connection.Node), PumpAsync(connection, connection.Node, connection.Caller));
        }
        catch (Exception ended) when (ended is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The node is away, or the connection was broken: both ends see it.
        }
        finally
        {
            connection.Dispose();
            _connections.TryRemove(connection, out _);
        }
    }

    private async Task PumpAsync(Connection connection, TcpClient from, TcpClient to)
    {
        try
        {
            var (source, sink, buffer) = (from.GetStream(), to.GetStream(), new byte[64 << 10]);
            while (await source.ReadAsync(buffer, _stop.Token) is var read and > 0)
            {
                if (from == connection.Caller) connection.Hear(buffer.AsSpan(0, read));
                while (IsCut || _cutFrom.Keys.Any(connection.IsFrom)) await Task.Delay(_look, _stop.Token);
                await sink.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception ended) when (ended is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One end is away, or the connection was broken.
        }
    }

    private sealed class Connection(TcpClient caller) : IDisposable
    {
        private byte[] _greeting = [];

        public TcpClient Caller { get; } = caller;

        public TcpClient Node { get; } = new();

        /// <summary>A caller of remoting says first who it is.</summary>
        public void Hear(ReadOnlySpan<byte> bytes)
        {
            if (_greeting.Length == 0) _greeting = bytes.ToArray();
        }

        /// <summary>Its own address is in the greeting, in protobuf: the port is field 3, a variable-length integer.</summary>
        public bool IsFrom(int port)
        {
            var field = new List<byte> { 3 << 3 };
            for (var rest = port; ; rest >>= 7)
            {
                field.Add((byte)(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest));
                if (rest <= 0x7f) break;
            }

            return _greeting.AsSpan().IndexOf(field.ToArray()) >= 0;
        }

        public void Dispose()
        {
            Caller.Dispose();
            Node.Dispose();
        }
    }
}
