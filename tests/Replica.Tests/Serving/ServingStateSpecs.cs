using System.Diagnostics.Metrics;
using System.Threading.Channels;
using ActorServe.Replica.Batching;
using ActorServe.Replica.Inference;
using ActorServe.Replica.Serving;
using ActorServe.Replica.Telemetry;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static ActorServe.Replica.Tests.Serving.TestRows;

namespace ActorServe.Replica.Tests.Serving;

public sealed class ServingStateSpecs : IAsyncLifetime
{
    private readonly FakeModel _model = new() { Answer = (i, _) => RowEntry.Completed(i, [new RowOutput(new byte[600])]) };
    private readonly InferenceThreads _threads = new(1, NullLogger<InferenceThreads>.Instance);
    private readonly Runs _runs = new();
    private readonly ServingState _state;

    public ServingStateSpecs()
    {
        var config = new DeploymentConfig { Name = "classifier", Model = "fake", MaxBatchSize = 4, MaxOngoingRequests = 8 };
        var setup = new ReplicaSetup(
            Me, config, new FakeModelStore(_model), _threads, new FakeTimeProvider(), new ReplyShare(1_000, least: 0),
            new ReplicaMetrics(new Meter("test")).Of(Me.Key.Deployment), () => ValueTask.CompletedTask);
        _state = ServingState.Of(setup, _model, _runs, CancellationToken.None);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _state.Dispose();
        await _threads.DisposeAsync();
    }

    [Fact]
    public async Task The_room_of_a_caller_that_ended_is_told_to_one_that_was_turned_away()
    {
        var (first, second) = (RemoteCaller("first"), RemoteCaller("second"));
        _state.Admit(Batch(1, 8), first);
        Assert.Single(_state.Finished(await _runs.NextAsync()).Replies);
        Assert.Empty(_state.Finished(await _runs.NextAsync()).Replies);
        var rejected = Assert.Single(_state.Admit(Batch(1, 8), second).Replies);
        Assert.Equal(4, rejected.Reply.Entries.Length);

        var news = _state.Forget(first);

        Assert.Equal([second], news.WithRoom);
    }

    [Fact]
    public void A_caller_is_not_told_of_room_in_the_step_that_turned_it_away()
    {
        var news = _state.Admit(Batch(1, 10), Caller("one"));

        Assert.Equal([8, 9], Assert.Single(news.Replies).Reply.Entries.Select(entry => entry.Row));
        Assert.Empty(news.WithRoom);
    }

    [Fact]
    public void A_replica_that_failed_while_it_drained_is_not_drained()
    {
        _state.Drain();
        Assert.True(_state.IsDrained);

        var news = _state.Fail("it broke");

        Assert.Equal("it broke", news.Failure);
        Assert.False(_state.IsDrained);
    }

    /// <summary>The runs that ended, which the spec has the state hear of.</summary>
    private sealed class Runs : MinimalActorRef
    {
        private readonly Channel<RunFinished> _finished = Channel.CreateUnbounded<RunFinished>();

        public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "test")) / "replica";

        public override IActorRefProvider Provider => throw new NotSupportedException();

        public async Task<RunFinished> NextAsync() => await _finished.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));

        protected override void TellInternal(object message, IActorRef sender)
        {
            if (message is RunFinished run) _finished.Writer.TryWrite(run);
        }
    }
}
