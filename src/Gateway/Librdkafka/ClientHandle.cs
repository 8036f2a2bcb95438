using System.Runtime.InteropServices;
using System.Text;

namespace ActorServe.Gateway.Librdkafka;

/// <summary>A producer of librdkafka, its main queue and its topic handles, which are released before it.</summary>
internal sealed unsafe class ClientHandle : SafeHandle
{
    private const int ErrorSize = 512;
    private const int ConfOk = 0;

    private readonly List<nint> _topics = [];

    private ClientHandle(nint client)
        : base(0, ownsHandle: true)
    {
        SetHandle(client);
        Queue = Native.QueueGetMain(client);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Where events come. Valid as long as a reference to this handle is held.</summary>
    public nint Queue { get; private set; }

    /// <summary>Makes a client; it connects in the background.</summary>
    /// <exception cref="InvalidOperationException">A property is unknown, or its value is wrong.</exception>
    public static ClientHandle Create(IEnumerable<KeyValuePair<string, string>> properties, int events)
    {
        var error = stackalloc byte[ErrorSize];
        var conf = Configure(properties, error);
        Native.ConfSetEvents(conf, events);
        var client = Native.New(Native.ProducerType, conf, error, ErrorSize);
        if (client != 0) return new ClientHandle(client);

        Native.ConfDestroy(conf);
        throw new InvalidOperationException($"The Kafka client could not be made: {Text(error)}");
    }

    /// <summary>A topic's handle, released with this client.</summary>
    public nint Topic(string name)
    {
        var topic = Native.TopicNew(this, name, 0);
        if (topic == 0) throw new InvalidOperationException($"The Kafka client does not accept the topic name '{name}'.");

        _topics.Add(topic);
        return topic;
    }

    /// <summary>Why this client is dead, or null while it lives.</summary>
    public string? Fatal()
    {
        var error = stackalloc byte[ErrorSize];
        return Native.FatalError(this, error, ErrorSize) == Confluent.Kafka.ErrorCode.NoError ? null : Text(error);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        foreach (var topic in _topics) Native.TopicDestroy(topic);
        Native.QueueDestroy(Queue);
        Native.Destroy(handle);
        return true;
    }

    private static nint Configure(IEnumerable<KeyValuePair<string, string>> properties, byte* error)
    {
        var conf = Native.ConfNew();
        foreach (var (name, value) in properties)
        {
            if (Native.ConfSet(conf, name, value, error, ErrorSize) == ConfOk) continue;

            Native.ConfDestroy(conf);
            throw new InvalidOperationException($"The Kafka client does not accept the property '{name}': {Text(error)}");
        }

        return conf;
    }

    private static string Text(byte* text) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
}
