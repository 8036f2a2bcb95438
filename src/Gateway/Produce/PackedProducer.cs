using Confluent.Kafka;

namespace ActorServe.Gateway.Produce;

/// <summary>
/// What goes out packed in one manner: the outputs that wait for it, and the producer that takes them, made when it is first needed.
/// </summary>
/// <param name="packing">The manner.</param>
/// <param name="connect">Makes producers.</param>
/// <param name="wake">Called on a producer's thread when there is something to <see cref="Take"/>.</param>
internal sealed class PackedProducer(Packing packing, ConnectProducer connect, Action wake)
{
    private Connection? _connection;

    /// <summary>How records are packed.</summary>
    public Packing Packing => packing;

    /// <summary>The outputs that wait.</summary>
    public SendingLanes Lanes { get; } = new();

    /// <summary>Makes the producer, where there is none.</summary>
    public void Start() => _ = Connected();

    /// <inheritdoc cref="IRecordProducer.Produce"/>
    public ErrorCode Produce(in OutgoingRecord record, int id) => Connected().Producer.Produce(record, id);

    /// <summary>What the producer reported since the last call; valid until the next.</summary>
    /// <param name="died">Why it is dead; null where it is not.</param>
    public List<DeliveryReport> Take(out string? died)
    {
        died = null;
        return _connection is null ? [] : _connection.Inbox.Take(out died);
    }

    /// <summary>A record of this producer was acknowledged.</summary>
    public void Delivered() => Connected().HasDelivered = true;

    /// <summary>Lets go of the producer; the next record makes another. False where it never delivered anything.</summary>
    public bool LetGo()
    {
        if (_connection is not { } gone) return false;
        _connection = null;
        gone.Producer.Dispose();
        return gone.HasDelivered;
    }

    private Connection Connected()
    {
        if (_connection is { } made) return made;
        var inbox = new DeliveryInbox(wake);
        return _connection = new Connection(connect(packing, inbox), inbox);
    }

    private sealed class Connection(IRecordProducer producer, DeliveryInbox inbox)
    {
        public IRecordProducer Producer { get; } = producer;

        public DeliveryInbox Inbox { get; } = inbox;

        public bool HasDelivered { get; set; }
    }
}
