using System.Collections.Immutable;
using ActorServe.Gateway.Dispatch;
using ActorServe.Gateway.Ingest;
using ActorServe.Gateway.Ingest.Reading;
using ActorServe.Routing;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Gateway.Tests.Ingest.Reading;

/// <summary>A consumer loop that is turned by hand, between a consumer in memory and a stream that asks when it is told to.</summary>
internal sealed class IngestFixture : IDispatchControl, IDisposable
{
    private ConsumerLoop? _loop;
    private FakeConsumer? _consumer;

    public IngestFixture() => Control = new IngestControl(Time);

    public KafkaConfig Kafka { get; init; } = new() { InputTopic = "in", Group = "group" };

    public int BatchRows { get; init; } = 1_024;

    public FakeTimeProvider Time { get; } = new();

    public IngestControl Control { get; init; }

    public ListLog Log { get; } = new();

    public List<RecordBatch> Batches { get; } = [];

    public List<PartitionEpoch> Withdrawals { get; } = [];

    public Action<PartitionEpoch> OnWithdraw { get; set; } = _ => { };

    public ConsumerLoop Loop => _loop ??= new ConsumerLoop(Setup(), Control, Batches.Add);

    public FakeConsumer Consumer => Loop is null ? throw new InvalidOperationException() : _consumer!;

    public IEnumerable<InferRow> Rows => Batches.SelectMany(batch => batch.Rows);

    public IngestSetup Setup()
    {
        var settings = new IngestSettings("test", new KafkaConnection("nowhere:1"), Kafka) { BatchRows = BatchRows };
        return new IngestSetup(settings, this, listener => _consumer = new FakeConsumer(listener), Time, Log);
    }

    public void Withdraw(ImmutableArray<PartitionEpoch> assignments)
    {
        Withdrawals.AddRange(assignments);
        foreach (var assignment in assignments) OnWithdraw(assignment);
    }

    public void Dispose() => _loop?.Dispose();

    /// <summary>The stream asks, and the loop turns once.</summary>
    public TimeSpan? Ask()
    {
        Control.Queue.Ask();
        return Loop.Turn();
    }

    /// <summary>The stream takes all there is.</summary>
    public IngestFixture TakeAll()
    {
        for (var before = -1; before < Batches.Count;)
        {
            before = Batches.Count;
            Ask();
        }

        return this;
    }

    public void Finish(params IEnumerable<InferRow> rows) => Control.Finish([.. rows.Select(row => row.Source)]);

    /// <summary>Time passes and the loop turns, so that what is periodic happens.</summary>
    public TimeSpan? Pass(TimeSpan time)
    {
        Time.Advance(time);
        return Loop.Turn();
    }
}
