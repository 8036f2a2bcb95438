using System.Runtime.InteropServices;

namespace ActorServe.Gateway.Librdkafka;

/// <summary>A mock cluster, and the client that carries it.</summary>
internal sealed class MockClusterHandle : SafeHandle
{
    private readonly ClientHandle _client;

    private MockClusterHandle(ClientHandle client, nint cluster)
        : base(0, ownsHandle: true)
    {
        _client = client;
        SetHandle(cluster);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Starts a cluster on loopback ports that the system chooses.</summary>
    public static MockClusterHandle Create(int brokers)
    {
        var client = ClientHandle.Create([new("client.id", "embedded-broker"), new("log_level", "0")], events: 0);
        var cluster = Native.MockClusterNew(client.DangerousGetHandle(), brokers);
        if (cluster != 0) return new MockClusterHandle(client, cluster);

        client.Dispose();
        throw new InvalidOperationException("The embedded broker could not be started.");
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        Native.MockClusterDestroy(handle);
        _client.Dispose();
        return true;
    }
}
