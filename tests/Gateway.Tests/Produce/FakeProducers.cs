using System.Collections.Immutable;
using ActorServe.Gateway.Produce;
using Confluent.Kafka;

namespace ActorServe.Gateway.Tests.Produce;

/// <summary>Producers that keep what they are given, and report what a test says.</summary>
internal sealed class FakeProducers
{
    // Read while it grows.
    private volatile ImmutableList<FakeProducer> _made = [];

    /// <summary>Every producer made, in order.</summary>
    public IReadOnlyList<FakeProducer> Made => _made;

    /// <summary>The producer of batches that was made last.</summary>
    public FakeProducer Batched => _made.Last(producer => producer.Packing == Packing.Batched);

    /// <summary>The producer of single records that was made last.</summary>
    public FakeProducer Alone => _made.Last(producer => producer.Packing == Packing.Alone);

    /// <summary>What a new producer has room for.</summary>
    public int Room { get; init; } = int.MaxValue;

    public IRecordProducer Connect(Packing packing, IDeliveryListener listener)
    {
        var producer = new FakeProducer(packing, listener) { Room = Room };
        _made = _made.Add(producer);
        return producer;
    }
}

/// <summary>A record as a test looks at it.</summary>
internal sealed record SentRecord(
    int Id, string Topic, int Partition, string? Key, string? Value, long TimestampMs, IReadOnlyList<(string Name, string Value)> Headers)
{
    public string Header(string name) => Headers.Single(header => header.Name == name).Value;
}

internal sealed class FakeProducer(Packing packing, IDeliveryListener listener) : IRecordProducer
{
    private readonly Lock _lock = new();
    private readonly List<SentRecord> _sent = [];
    private int _unreported;

    public Packing Packing => packing;

    public int Room { get; set; }

    public bool IsDisposed { get; private set; }

    /// <summary>What the next call answers instead of taking the record.</summary>
    public ErrorCode NextAnswer { get; set; }

    public IReadOnlyList<SentRecord> Sent
    {
        get
        {
            lock (_lock) return [.. _sent];
        }
    }

    public ErrorCode Produce(in OutgoingRecord record, int id)
    {
        lock (_lock)
        {
            var answer = NextAnswer;
            NextAnswer = ErrorCode.NoError;
            if (answer != ErrorCode.NoError) return answer;
            if (_unreported >= Room) return ErrorCode.Local_QueueFull;

            _unreported++;
            _sent.Add(Read(record, id));
            return ErrorCode.NoError;
        }
    }

    public void Acknowledge(params int[] ids) => Report(ErrorCode.NoError, ids);

    public void AcknowledgeAll() => Acknowledge([.. Sent.Select(record => record.Id)]);

    public void Refuse(ErrorCode error, params int[] ids) => Report(error, ids);

    public void Die(string reason) => listener.Died(reason);

    public void Dispose() => IsDisposed = true;

    private void Report(ErrorCode error, int[] ids)
    {
        lock (_lock) _unreported -= ids.Length;
        listener.Delivered([.. ids.Select(id => new DeliveryReport(id, error))]);
    }

    private static SentRecord Read(in OutgoingRecord record, int id)
    {
        var headers = new List<(string, string)>();
        for (var i = 0; i < record.Headers.Count; i++) headers.Add((Text(record.Headers.Name(i)), Text(record.Headers.Value(i))));
        return new SentRecord(id, record.Topic, record.Partition, Text(record.Key), Text(record.Value), record.TimestampMs, headers);
    }

    private static string? Text(ReadOnlyMemory<byte>? bytes) => bytes is { } some ? Text(some.Span) : null;

    private static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes);
}
