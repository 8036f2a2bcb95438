using ActorServe.Routing.Picking;
using ActorServe.Routing.Waiting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Wire;
using Microsoft.Extensions.Time.Testing;
using static ActorServe.Shared.Protocol.DirectoryProtocol;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Routing.Tests;

/// <summary>What a router that closes because a message's handling threw tells of what that message had led to.</summary>
public sealed class RouterCloseSpecs
{
    private static readonly ReplicaId _replica = Some.ReplicaId(1);

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingSink _sink = new();
    private readonly BreakingPicker _picker = new();
    private readonly RouterState _router;

    public RouterCloseSpecs()
    {
        var options = new RouterOptions();
        _router = new RouterState(new RouterSetup(Some.Deployment, options, _picker, _time), new Lanes(options));
    }

    [Fact]
    public void Rows_that_had_expired_when_it_threw_fail_as_timeout()
    {
        Submit([Some.Request(1) with { TimeLeft = TimeSpan.FromSeconds(1) }, Some.Request(2)]);
        _time.Advance(TimeSpan.FromSeconds(2));

        Break(() => _router.LookAgain());

        Assert.Equal([(1, FailureKind.Timeout), (2, FailureKind.Overload)], Failures());
    }

    [Fact]
    public void Rows_that_were_answered_when_it_threw_have_their_answers()
    {
        Tell(_router.Learn(new ReplicasSnapshot(_replica.Node, 1, [Some.Replica(_replica, max: 2)])));
        var batch = Assert.Single(Submit([Some.Request(1), Some.Request(2), Some.Request(3)]).Sends).Batch;

        Break(() => _router.Answered(new BatchReply(
            batch.Replica, batch.BatchId, Some.Model, [RowEntry.Completed(0, []), RowEntry.Rejected(1)])));

        Assert.Equal(RowStatus.Completed, _sink.Outcomes.Single(outcome => outcome.Row.Source.Sequence == 1).Entry.Status);
        Assert.Equal([(2, FailureKind.Overload), (3, FailureKind.Overload)], Failures());
    }

    [Fact]
    public void Rows_that_were_refused_when_it_threw_fail_once_for_their_own_reason()
    {
        var large = Some.Request(1) with { Value = new byte[WireLimits.MaxRowBytes] };

        Break(() => Submit([large, Some.Request(2)]));

        Assert.Equal([(1, FailureKind.BadInput), (2, FailureKind.Overload)], Failures());
    }

    [Fact]
    public void Nothing_is_sent_of_what_fails()
    {
        Tell(_router.Learn(new ReplicasSnapshot(_replica.Node, 1, [Some.Replica(_replica, max: 2)])));
        _picker.PicksLeft = 1;
        Assert.Throws<InvalidOperationException>(() => Submit([Some.Request(1), Some.Request(2), Some.Request(3)]));

        var output = _router.Close();

        Assert.Empty(output.Sends);
        Tell(output);
        Assert.Equal([(1, FailureKind.Overload), (2, FailureKind.Overload), (3, FailureKind.Overload)], Failures());
    }

    private void Break(Action step)
    {
        _picker.PicksLeft = 0;
        Assert.Throws<InvalidOperationException>(step);

        Tell(_router.Close());
    }

    private RouterOutput Submit(InferRow[] rows) => Tell(_router.Submit(new RouterProtocol.Submit(Lane.Http, [.. rows], _sink)));

    private IEnumerable<(long Sequence, FailureKind Kind)> Failures() => _sink.Outcomes
        .Where(outcome => outcome.Entry.Status == RowStatus.Failed)
        .Select(outcome => ((long)outcome.Row.Source.Sequence, outcome.Entry.Failure)).Order();

    private static RouterOutput Tell(RouterOutput output)
    {
        foreach (var (sink, outcomes) in output.Settled) sink.Settled(outcomes);
        return output;
    }

    private sealed class BreakingPicker : IReplicaPicker
    {
        private readonly PowerOfTwoChoices _choices = new(new Random(1));

        public int PicksLeft { get; set; } = int.MaxValue;

        public ReplicaSlot? Pick(ReadOnlySpan<ReplicaSlot> replicas, in Demand demand) =>
            PicksLeft-- > 0 ? _choices.Pick(replicas, demand) : throw new InvalidOperationException("a bug");
    }
}
