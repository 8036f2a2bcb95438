using System.Collections.Immutable;
using ActorServe.Routing.Picking;
using ActorServe.Routing.Waiting;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using ActorServe.Shared.Wire;
using Microsoft.Extensions.Time.Testing;
using static ActorServe.Shared.Protocol.DirectoryProtocol;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Routing.Tests;

public sealed class RouterStateSpecs
{
    private static readonly ReplicaId First = Some.ReplicaId(1);
    private static readonly ReplicaId Second = Some.ReplicaId(2);

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingSink _sink = new();
    private readonly RouterState _router;

    public RouterStateSpecs()
    {
        var options = new RouterOptions { Http = new() { MaxQueuedRows = 100 } };
        _router = new RouterState(
            new RouterSetup(Some.Deployment, options, new PowerOfTwoChoices(new Random(1)), _time), new Lanes(options));
    }

    [Fact]
    public void Rows_wait_until_a_replica_runs()
    {
        Assert.Empty(Submit(Some.Records(3)));

        var sent = Learn(1, Some.Replica(First, max: 8));

        Assert.Equal([0, 1, 2], Numbers(Assert.Single(sent)));
    }

    [Fact]
    public void A_starting_or_draining_replica_gets_nothing()
    {
        Learn(1, Some.Replica(First, ReplicaState.Starting), Some.Replica(Second, ReplicaState.Draining));

        Assert.Empty(Submit(Some.Records(3)));
    }

    [Fact]
    public void A_replica_never_gets_more_than_its_room()
    {
        Learn(1, Some.Replica(First, max: 8));

        var batch = Assert.Single(Submit(Some.Records(20)));

        Assert.Equal(8, batch.Rows.Length);
        var status = _router.Status();
        Assert.Equal((12, 8, 1), (status.QueuedRows, status.OngoingRows, status.Replicas));
    }

    [Fact]
    public void Rows_are_counted_by_the_lane_that_they_came_in_by()
    {
        Learn(1, Some.Replica(First, max: 8));
        Submit(Some.Records(8));
        Submit(Some.Records(3, from: 8));
        Submit(Some.Requests(2), Lane.Http);

        Assert.Equal([new(Lane.Kafka, 3, 8), new(Lane.Http, 2, 0), new LaneRows(Lane.Handle, 0, 0)], _router.Status().Lanes);
    }

    [Fact]
    public void A_row_that_fits_into_no_frame_is_bad_input_and_the_rows_behind_it_are_sent()
    {
        Learn(1, Some.Replica(First, max: 8));
        var large = Some.Records(1)[0] with { Value = new byte[WireLimits.MaxRowBytes] };

        var batch = Assert.Single(Submit([large, .. Some.Records(2)]));

        Assert.Equal(2, batch.Rows.Length);
        Assert.Equal(FailureKind.BadInput, Assert.Single(_sink.Outcomes).Entry.Failure);
    }

    [Fact]
    public void A_row_whose_content_type_is_longer_than_any_may_be_is_bad_input_and_the_rows_behind_it_are_sent()
    {
        Learn(1, Some.Replica(First, max: 8));
        var longest = Some.Records(1)[0] with { ContentType = new string('t', ContentTypes.MaxLength) };

        var batch = Assert.Single(Submit([longest with { ContentType = longest.ContentType + "t" }, longest]));

        Assert.Equal(longest, Assert.Single(batch.Rows));
        var entry = Assert.Single(_sink.Outcomes).Entry;
        Assert.Equal(
            (FailureKind.BadInput, "The content type has 257 characters, more than the 256 of a record or request."),
            (entry.Failure, entry.Message));
    }

    [Fact]
    public void A_full_replica_is_skipped()
    {
        Learn(1, Some.Replica(First, max: 4));
        Submit(Some.Records(4));
        Learn(2, Some.Replica(First, max: 4), Some.Replica(Second, max: 4));

        Assert.All(Submit(Some.Records(4, from: 4)), batch => Assert.Equal(Second, batch.Replica));
    }

    [Fact]
    public void A_burst_is_shared_by_the_replicas_that_have_room()
    {
        Learn(1, Some.Replica(First, max: 100), Some.Replica(Second, max: 100));

        var sent = Submit(Some.Records(60));

        Assert.Equal([30, 30], sent.Select(batch => batch.Rows.Length));
        Assert.Equal(2, sent.Select(batch => batch.Replica).Distinct().Count());
    }

    [Fact]
    public void A_few_rows_go_together_to_one_replica()
    {
        Learn(1, Some.Replica(First, max: 100), Some.Replica(Second, max: 100));

        Assert.Equal(20, Assert.Single(Submit(Some.Records(20))).Rows.Length);
    }

    [Fact]
    public void A_trickle_of_answers_causes_no_trickle_of_batches()
    {
        Learn(1, Some.Replica(First, max: 8));
        var batch = Assert.Single(Submit(Some.Records(20)));

        Assert.Empty(Answer(batch, 0));
        Assert.Equal(2, Assert.Single(Answer(batch, 1)).Rows.Length);
    }

    [Fact]
    public void Rejected_rows_go_ahead_of_new_ones_and_not_to_the_replica_that_rejected_them()
    {
        Learn(1, Some.Replica(First, max: 4));
        var batch = Assert.Single(Submit(Some.Records(8)));

        Assert.Empty(Reject(batch, 2, 3));
        var sent = Learn(2, Some.Replica(First, max: 4), Some.Replica(Second, max: 4));

        Assert.Equal(Second, Assert.Single(sent).Replica);
        Assert.Equal([2, 3, 4, 5], Numbers(sent[0]));
    }

    [Fact]
    public void A_replica_that_rejected_is_used_again_when_it_has_room()
    {
        Learn(1, Some.Replica(First, max: 4));
        var batch = Assert.Single(Submit(Some.Records(4)));
        Reject(batch, 0, 1, 2, 3);

        var sent = _router.HasRoom(new RoomAgain(First)).Sends;

        Assert.Equal([0, 1, 2, 3], Numbers(Assert.Single(sent).Batch));
    }

    [Fact]
    public void A_replica_that_rejected_is_tried_again_when_it_never_says_that_it_has_room()
    {
        Learn(1, Some.Replica(First, max: 4));
        Reject(Assert.Single(Submit(Some.Records(4))), 0);

        Assert.Empty(_router.LookAgain().Sends);
        _time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal([0], Numbers(Assert.Single(_router.LookAgain().Sends).Batch));
    }

    [Fact]
    public void Rows_of_a_lost_replica_are_sent_again_ahead_of_new_ones_as_the_same_attempt()
    {
        Learn(1, Some.Replica(First, max: 4));
        var batch = Assert.Single(Submit(Some.Records(8)));
        Answer(batch, 1);

        var sent = Learn(2, Some.Replica(Second, max: 8));

        Assert.Equal([0, 2, 3, 4, 5, 6, 7], Numbers(Assert.Single(sent)));
        Assert.All(sent[0].Rows, row => Assert.Equal(1, row.Attempt));
    }

    [Fact]
    public void The_late_answer_of_a_lost_replica_is_dropped()
    {
        Learn(1, Some.Replica(First, max: 4));
        var lost = Assert.Single(Submit(Some.Records(2)));
        var again = Assert.Single(Learn(2, Some.Replica(Second, max: 8)));

        Answer(lost, 0, 1);
        Answer(again, 0, 1);

        Assert.Equal([0, 1], _sink.Outcomes.Select(outcome => outcome.Row.Source.Sequence));
        Assert.Equal(0, _router.Status().OngoingRows);
    }

    [Fact]
    public void The_first_terminal_entry_of_a_row_wins()
    {
        Learn(1, Some.Replica(First, max: 4));
        var batch = Assert.Single(Submit(Some.Records(2)));

        Answer(batch, 0);
        Tell(_router.Answered(new BatchReply(First, batch.BatchId, Some.Model, [RowEntry.Failed(0, FailureKind.ModelError, "late")])));

        Assert.Equal(RowStatus.Completed, Assert.Single(_sink.Outcomes).Entry.Status);
        Assert.Equal(1, _router.Status().OngoingRows);
    }

    [Fact]
    public void What_waits_is_withdrawn_and_what_a_replica_holds_is_settled()
    {
        Learn(1, Some.Replica(First, max: 2));
        var batch = Assert.Single(Submit(Some.Records(5)));

        Tell(_router.Withdraw(new RouterProtocol.Withdraw(_sink, [new PartitionEpoch(0, 1)])));
        Answer(batch, 0, 1);

        Assert.Equal([2, 3, 4], _sink.WithdrawnRows.Select(row => row.Source.Sequence));
        Assert.Equal(2, _sink.Outcomes.Length);
    }

    [Fact]
    public void A_withdrawn_row_that_its_replica_rejects_goes_back_to_its_sink()
    {
        Learn(1, Some.Replica(First, max: 2));
        var batch = Assert.Single(Submit(Some.Records(2)));
        Tell(_router.Withdraw(new RouterProtocol.Withdraw(_sink, [new PartitionEpoch(0, 1)])));

        Reject(batch, 1);

        Assert.Equal(1, Assert.Single(_sink.WithdrawnRows).Source.Sequence);
        Assert.Equal(0, _router.QueuedRows);
    }

    [Fact]
    public void A_request_that_waits_goes_back_when_its_client_goes_away()
    {
        var requests = Some.Requests(3);
        Submit(requests, Lane.Http);

        Tell(_router.Withdraw(new RouterProtocol.WithdrawRow(_sink, requests[1].Source)));

        Assert.Same(requests[1], Assert.Single(_sink.WithdrawnRows));
        Assert.Equal([0, 2], Numbers(Assert.Single(Learn(1, Some.Replica(First)))));
    }

    [Fact]
    public void A_request_whose_client_went_away_is_not_sent_to_a_second_replica()
    {
        Learn(1, Some.Replica(First));
        Submit(Some.Requests(2), Lane.Http);
        Tell(_router.Withdraw(new RouterProtocol.WithdrawRow(_sink, Some.Request(1).Source)));

        var again = Learn(2, Some.Replica(Second));

        Assert.Equal([0], Numbers(Assert.Single(again)));
        Assert.Equal(1, Assert.Single(_sink.WithdrawnRows).Source.Sequence);
    }

    [Fact]
    public void A_replica_is_told_which_request_nobody_waits_for_and_loses_nothing_by_giving_it_back()
    {
        Learn(1, Some.Replica(First));
        var batch = Assert.Single(Submit(Some.Requests(2), Lane.Http));

        var output = _router.Withdraw(new RouterProtocol.WithdrawRow(_sink, Some.Request(1).Source));
        Assert.Equal(
            (batch.Replica, batch.BatchId, 1),
            Assert.Single(output.Withdrawals.Select(
                told => (told.Rows.Replica, told.Rows.BatchId, Assert.Single(told.Rows.Rows)))));
        Reject(batch, 1);

        Assert.Equal(1, Assert.Single(_sink.WithdrawnRows).Source.Sequence);
        // It has room as before: what it gave back it did not turn away.
        Assert.Single(Submit(Some.Requests(1), Lane.Http));
    }

    [Fact]
    public void Records_that_a_replica_has_are_left_to_it_when_their_partition_goes()
    {
        Learn(1, Some.Replica(First));
        Submit(Some.Records(2));

        Assert.Empty(_router.Withdraw(new RouterProtocol.Withdraw(_sink, [new PartitionEpoch(0, 1)])).Withdrawals);
    }

    [Fact]
    public void A_request_that_runs_at_most_once_fails_when_its_replica_is_lost()
    {
        Learn(1, Some.Replica(First));
        Tell(_router.Submit(new RouterProtocol.Submit(Lane.Http, Some.Requests(1), _sink) { RunsAtMostOnce = true }));

        Assert.Empty(Learn(2, Some.Replica(Second)));

        var outcome = Assert.Single(_sink.Outcomes);
        Assert.Equal((FailureKind.Overload, null), (outcome.Entry.Failure, outcome.Model));
    }

    [Fact]
    public void A_request_that_runs_at_most_once_goes_elsewhere_when_it_is_rejected()
    {
        Learn(1, Some.Replica(First));
        var batch = Assert.Single(
            Tell(_router.Submit(new RouterProtocol.Submit(Lane.Http, Some.Requests(1), _sink) { RunsAtMostOnce = true })));

        Reject(batch, 0);

        Assert.Equal([0], Numbers(Assert.Single(Learn(2, Some.Replica(First), Some.Replica(Second)))));
    }

    [Fact]
    public void Requests_beyond_the_bound_of_their_lane_fail_as_overload()
    {
        Submit(Some.Requests(101), Lane.Http);

        var outcome = Assert.Single(_sink.Outcomes);
        Assert.Equal((100, FailureKind.Overload), (outcome.Row.Source.Sequence, outcome.Entry.Failure));
        Assert.Null(outcome.Model);
    }

    [Fact]
    public void An_expired_request_is_answered_without_a_replica()
    {
        Submit([Some.Request(1, TimeSpan.FromSeconds(1)), Some.Request(2, TimeSpan.FromSeconds(9))], Lane.Http);
        _time.Advance(TimeSpan.FromSeconds(2));

        var batch = Assert.Single(Learn(1, Some.Replica(First)));

        Assert.Equal((2, TimeSpan.FromSeconds(7)), (batch.Rows[0].Source.Sequence, batch.Rows[0].TimeLeft!.Value));
        Assert.Equal(FailureKind.Timeout, Assert.Single(_sink.Outcomes).Entry.Failure);
    }

    [Fact]
    public void A_request_that_may_take_for_ever_never_expires()
    {
        Submit([Some.Request(1, TimeSpan.MaxValue)], Lane.Http);
        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal([1], Numbers(Assert.Single(Learn(1, Some.Replica(First)))));
    }

    [Fact]
    public void An_outcome_has_the_row_as_it_was_submitted()
    {
        var request = Some.Request(1, TimeSpan.FromSeconds(9));
        Submit([request], Lane.Http);
        _time.Advance(TimeSpan.FromSeconds(1));

        Answer(Assert.Single(Learn(1, Some.Replica(First))), 0);

        Assert.Same(request, Assert.Single(_sink.Outcomes).Row);
    }

    [Fact]
    public void A_backlog_on_kafka_does_not_starve_http()
    {
        Learn(1, Some.Replica(First, max: 10));
        var batch = Assert.Single(Submit(Some.Records(1_000)));
        Submit(Some.Requests(20), Lane.Http);

        var sent = Assert.Single(Answer(batch, [.. Enumerable.Range(0, 10)]));

        Assert.Equal(8, sent.Rows.Count(row => row.Source.Partition == -1));
    }

    [Fact]
    public void Outcomes_of_one_sink_come_together()
    {
        Learn(1, Some.Replica(First, max: 100));
        var other = new RecordingSink();
        Submit(Some.Records(10));
        Tell(_router.Submit(new RouterProtocol.Submit(Lane.Kafka, Some.Records(10), other)));
        var second = Assert.Single(Learn(2, Some.Replica(Second, max: 100)));

        Answer(second, [.. Enumerable.Range(0, 20)]);

        Assert.Equal((10, 1), (_sink.Outcomes.Length, _sink.Calls));
        Assert.Equal((10, 1), (other.Outcomes.Length, other.Calls));
    }

    [Fact]
    public void A_router_that_ends_fails_what_it_has_as_overload()
    {
        Learn(1, Some.Replica(First, max: 2));
        Submit(Some.Records(5));

        Tell(_router.Close());

        Assert.Equal(5, _sink.Outcomes.Length);
        Assert.All(_sink.Outcomes, outcome => Assert.Equal(FailureKind.Overload, outcome.Entry.Failure));
    }

    [Fact]
    public void What_a_submission_brought_whose_handling_threw_fails_as_overload_once_when_the_router_closes()
    {
        InferRow[] rows = [Some.Request(1), null!, Some.Request(2)];
        Assert.ThrowsAny<Exception>(() => _router.Submit(new RouterProtocol.Submit(Lane.Http, [.. rows], _sink)));

        Tell(_router.Close());

        Assert.Equal([1, 2], _sink.Outcomes.Select(outcome => outcome.Row.Source.Sequence).Order());
        Assert.All(_sink.Outcomes, outcome => Assert.Equal(FailureKind.Overload, outcome.Entry.Failure));
    }

    private List<InferBatch> Submit(ImmutableArray<InferRow> rows, Lane lane = Lane.Kafka) =>
        Tell(_router.Submit(new RouterProtocol.Submit(lane, rows, _sink)));

    private List<InferBatch> Learn(long revision, params ReplicaEntry[] replicas) =>
        Tell(_router.Learn(new ReplicasSnapshot(First.Node, revision, [.. replicas])));

    private List<InferBatch> Answer(InferBatch batch, params int[] rows) => Reply(batch, rows, row => RowEntry.Completed(row, []));

    private List<InferBatch> Reject(InferBatch batch, params int[] rows) => Reply(batch, rows, RowEntry.Rejected);

    private List<InferBatch> Reply(InferBatch batch, int[] rows, Func<int, RowEntry> entry) =>
        Tell(_router.Answered(new BatchReply(batch.Replica, batch.BatchId, Some.Model, [.. rows.Select(entry)])));

    private static List<InferBatch> Tell(RouterOutput output)
    {
        foreach (var (sink, outcomes) in output.Settled) sink.Settled(outcomes);
        foreach (var (sink, rows) in output.Withdrawn) sink.Withdrawn(rows);
        return [.. output.Sends.Select(send => send.Batch)];
    }

    private static IEnumerable<long> Numbers(InferBatch batch) => batch.Rows.Select(row => row.Source.Sequence);
}
