using System.Threading.Channels;
using ActorServe.Gateway.Dispatch;
using ActorServe.Gateway.Produce;
using ActorServe.TestSupport;
using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorServe.Gateway.Tests.Produce;

/// <summary>A running <see cref="ProduceStage"/>: what a test sends in is taken when the stage pulls, what comes out is kept.</summary>
internal sealed class ProduceProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeProducers _producers;
    private readonly Channel<(OutcomeBatch Batch, TaskCompletionSource Taken)> _in =
        Channel.CreateUnbounded<(OutcomeBatch, TaskCompletionSource)>();
    private readonly Channel<DeliveredBatch> _out = Channel.CreateUnbounded<DeliveredBatch>();

    private ProduceProbe(FakeProducers producers) => _producers = producers;

    /// <summary>The stream's end.</summary>
    public Task Done { get; private set; } = Task.CompletedTask;

    /// <summary>The producer of batches.</summary>
    public FakeProducer Producer
    {
        get
        {
            SpinWait.SpinUntil(() => _producers.Made.Count > 0, Patience);
            return _producers.Batched;
        }
    }

    public static ProduceProbe Run(ActorSystem system, ProduceStage stage, FakeProducers producers)
    {
        var probe = new ProduceProbe(producers);
        probe.Done = Source.UnfoldAsync(NotUsed.Instance, probe.Pulled)
            .Via(stage)
            .RunForeach(batch => probe._out.Writer.TryWrite(batch), system.Materializer());
        return probe;
    }

    /// <summary>Sends a batch; the task completes when the stage has pulled it.</summary>
    public Task Send(params FlightOutcome[] outcomes)
    {
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _in.Writer.TryWrite((Outcomes.Batch(outcomes), taken));
        return taken.Task;
    }

    public void Finish() => _in.Writer.Complete();

    public int IdOf(string value) => Producer.Sent.Last(sent => sent.Value == value).Id;

    public Task HasSent(int count) => Until(() => Producer.Sent.Count >= count);

    public Task HasSent(string value) => Until(() => Producer.Sent.Any(sent => sent.Value == value));

    public async Task<DeliveredBatch> Next()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _out.Reader.ReadAsync(patience.Token);
    }

    /// <summary>The sequences of the next rows that come out as finished.</summary>
    public async Task<List<long>> Finished(int count)
    {
        var finished = new List<long>();
        while (finished.Count < count) finished.AddRange((await Next()).Finished.Select(source => source.Sequence));
        finished.Sort();
        return finished;
    }

    /// <summary>After this, the stage has seen that its upstream finished.</summary>
    public Task Settled() => _in.Reader.Completion.WaitAsync(Patience);

    public Task Until(Func<bool> condition) => Eventually.AssertAsync(() => Assert.True(condition()), Patience);

    private async Task<Akka.Util.Option<(NotUsed, OutcomeBatch)>> Pulled(NotUsed state)
    {
        if (!await _in.Reader.WaitToReadAsync() || !_in.Reader.TryRead(out var next)) return Akka.Util.Option<(NotUsed, OutcomeBatch)>.None;

        next.Taken.SetResult();
        return (state, next.Batch);
    }
}
