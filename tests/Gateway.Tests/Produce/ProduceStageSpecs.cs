using ActorServe.Gateway.Dispatch;
using ActorServe.Gateway.Produce;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;
using static ActorServe.Gateway.Tests.Produce.Outcomes;

namespace ActorServe.Gateway.Tests.Produce;

public sealed class ProduceStageSpecs : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly ProduceOptions Options = new()
    {
        OutputTopic = "out", DeadLetterTopic = "dead", OnFailure = FailurePolicy.DeadLetter,
    };

    private readonly ActorSystem _system = ActorSystem.Create("produce", "akka.loglevel = WARNING");
    private readonly FakeProducers _producers = new();
    private readonly ProduceTotals _totals = new();
    private readonly ListLog _log = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _system.Terminate();

    [Fact]
    public async Task A_row_is_finished_when_its_result_is_acknowledged()
    {
        var stream = Run(Options);
        await stream.Send(Completed(1, "a"), Completed(2, "b"));
        await stream.HasSent(2);
        stream.Producer.Acknowledge(stream.IdOf("b"));

        Assert.Equal([2], await stream.Finished(1));

        stream.Producer.Acknowledge(stream.IdOf("a"));
        Assert.Equal([1], await stream.Finished(1));
    }

    [Fact]
    public async Task A_row_with_several_results_waits_for_all_of_them()
    {
        var stream = Run(Options);
        await stream.Send(Completed(1, "a", "b"), Completed(2, "c"));
        await stream.HasSent(3);

        stream.Producer.Acknowledge(stream.IdOf("a"));
        stream.Producer.Acknowledge(stream.IdOf("c"));
        Assert.Equal([2], await stream.Finished(1));

        stream.Producer.Acknowledge(stream.IdOf("b"));
        Assert.Equal([1], await stream.Finished(1));
    }

    [Fact]
    public async Task Rows_without_a_result_are_finished_at_once()
    {
        var stream = Run(Options);

        await stream.Send(Completed(1), Failed(2, OutcomeKind.Skipped));

        Assert.Equal([1, 2], await stream.Finished(2));
    }

    [Fact]
    public async Task Without_an_output_topic_every_completed_row_is_finished()
    {
        var stream = Run(Options with { OutputTopic = null });

        await stream.Send(Completed(1, "a"));

        Assert.Equal([1], await stream.Finished(1));
        Assert.Empty(_producers.Made);
    }

    [Fact]
    public async Task A_halted_row_comes_out_as_that_with_its_reason()
    {
        var stream = Run(Options);

        await stream.Send(Failed(1, OutcomeKind.Halted));

        var halted = Assert.Single((await stream.Next()).Halted);
        Assert.Equal((1L, "offset 1001: no such digit"), (halted.Source.Sequence, halted.Reason));
    }

    [Fact]
    public async Task A_dead_letter_is_the_record_and_why_it_is_there()
    {
        var stream = Run(Options);
        await stream.Send(Failed(7, OutcomeKind.DeadLetter));
        await stream.HasSent(1);

        var sent = stream.Producer.Sent[0];
        Assert.Equal(("dead", "k7", "v7", 1_700_000_000_007), (sent.Topic, sent.Key, sent.Value, sent.TimestampMs));
        Assert.Equal("bad_input", sent.Header("actorserve-error-kind"));
        Assert.Equal("no such digit", sent.Header("actorserve-error-message"));
        Assert.Equal("application/json", sent.Header("content-type"));
        Assert.Equal("1", sent.Header("actorserve-attempts"));
        Assert.Equal("digits.requests/3/1007", sent.Header("actorserve-source"));
        Assert.Equal("2026-01-02T03:04:05.0000000Z", sent.Header("actorserve-time"));

        stream.Producer.AcknowledgeAll();
        Assert.Equal([7], await stream.Finished(1));
    }

    [Fact]
    public async Task It_pulls_nothing_while_too_much_is_out()
    {
        var stream = Run(Options with { MaxRecords = 2 });
        await stream.Send(Completed(1, "a"), Completed(2, "b"), Completed(3, "c"));
        var second = stream.Send(Completed(4, "d"));
        await stream.HasSent(2);
        Assert.Equal(["a", "b"], stream.Producer.Sent.Select(sent => sent.Value));
        Assert.False(second.IsCompleted);

        stream.Producer.Acknowledge(stream.IdOf("a"), stream.IdOf("b"));

        await second.WaitAsync(Patience);
        await stream.HasSent("c");
        stream.Producer.Acknowledge(stream.IdOf("c"));
        await stream.HasSent("d");
    }

    [Fact]
    public async Task What_comes_of_a_partition_that_awaits_acknowledgement_goes_after_it()
    {
        var stream = Run(Options);
        await stream.Send(Completed(1, "a"), Completed(2, "b"));
        await stream.HasSent(2);
        await stream.Send(Completed(3, "c"));
        stream.Producer.Acknowledge(stream.IdOf("a"));
        Assert.Equal([1], await stream.Finished(1));
        Assert.Equal(["a", "b"], stream.Producer.Sent.Select(sent => sent.Value));

        stream.Producer.Acknowledge(stream.IdOf("b"));

        await stream.HasSent("c");
    }

    [Fact]
    public async Task One_row_beyond_the_bound_in_bytes_goes_alone()
    {
        var stream = Run(Options with { MaxBytes = 1 });
        await stream.Send(Completed(1, "a"), Completed(2, "b"));
        await stream.HasSent(1);

        stream.Producer.AcknowledgeAll();

        await stream.HasSent(2);
        Assert.Equal([1], await stream.Finished(1));
    }

    [Fact]
    public async Task A_full_client_is_waited_for()
    {
        var stream = Run(Options, new FakeProducers { Room = 1 });
        await stream.Send(Completed(1, "a", "b", "c"));
        foreach (var value in new[] { "a", "b", "c" })
        {
            await stream.HasSent(value);
            stream.Producer.Acknowledge(stream.IdOf(value));
        }

        Assert.Equal([1], await stream.Finished(1));
    }

    [Fact]
    public async Task What_was_refused_with_its_batch_goes_again_alone()
    {
        var stream = Run(Options);
        await stream.Send(Completed(1, "a"));
        await stream.HasSent(1);

        stream.Producer.Refuse(ErrorCode.MsgSizeTooLarge, stream.IdOf("a"));

        await stream.Until(() => _producers.Made.Count == 2 && _producers.Alone.Sent.Count == 1);
        Assert.Equal("a", _producers.Alone.Sent[0].Value);
        _producers.Alone.AcknowledgeAll();
        Assert.Equal([1], await stream.Finished(1));
    }

    [Fact]
    public async Task A_result_that_is_refused_alone_makes_its_row_a_dead_letter()
    {
        var stream = Run(Options);
        await RefuseAlone(stream, Completed(1, "a"));

        await stream.HasSent(2);
        var sent = stream.Producer.Sent[1];
        Assert.Equal(("dead", "v1", "result_refused"), (sent.Topic, sent.Value, sent.Header("actorserve-error-kind")));
        stream.Producer.Acknowledge(sent.Id);
        Assert.Equal([1], await stream.Finished(1));
    }

    [Fact]
    public async Task A_refused_result_stops_its_partition_where_the_application_stops_at_failures()
    {
        var stream = Run(Options with { OnFailure = FailurePolicy.Stop });
        await RefuseAlone(stream, Completed(1, "a"));

        var delivered = await stream.Next();
        Assert.Equal(1, Assert.Single(delivered.Halted).Source.Sequence);
        Assert.Empty(delivered.Finished);
    }

    [Fact]
    public async Task A_row_has_one_dead_letter_however_many_of_its_results_are_refused()
    {
        var stream = Run(Options);
        await stream.Send(Completed(1, "a", "b"));
        await stream.HasSent(2);
        stream.Producer.Refuse(ErrorCode.InvalidRecord, stream.IdOf("a"), stream.IdOf("b"));
        await stream.Until(() => _producers.Made.Count == 2 && _producers.Alone.Sent.Count == 2);
        _producers.Alone.Refuse(ErrorCode.InvalidRecord, [.. _producers.Alone.Sent.Select(sent => sent.Id)]);

        await stream.HasSent(3);
        stream.Producer.Acknowledge(stream.Producer.Sent[2].Id);

        Assert.Equal([1], await stream.Finished(1));
        Assert.Equal(3, stream.Producer.Sent.Count);
    }

    [Fact]
    public async Task A_refused_result_is_left_out_where_the_application_skips_failures_and_told()
    {
        var stream = Run(Options with { OnFailure = FailurePolicy.Skip });
        await RefuseAlone(stream, Completed(1, "a"));

        Assert.Equal([1], await stream.Finished(1));
        Assert.Equal((0, 0, 1), Totals);
        Assert.StartsWith("partition 3, offset 1001 is left out: the broker refused", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_count_where_they_came_to_their_end()
    {
        var stream = Run(Options);
        await stream.Send(
            Completed(1, "a", "b"), Completed(2), Failed(3, OutcomeKind.DeadLetter), Failed(4, OutcomeKind.Skipped),
            Failed(5, OutcomeKind.Skipped));
        await stream.HasSent(3);

        Assert.Equal((0, 0, 2), Totals);

        foreach (var sent in stream.Producer.Sent.ToList()) stream.Producer.Acknowledge(sent.Id);
        await stream.Until(() => Totals == (2, 1, 2));

        // The second that is left out within a second is only counted.
        Assert.Equal("partition 3, offset 1004 is left out: no such digit", Assert.Single(_log.Lines));
    }

    [Fact]
    public async Task A_dead_letter_that_is_too_large_goes_without_its_value()
    {
        var stream = Run(Options);
        stream.Producer.NextAnswer = ErrorCode.MsgSizeTooLarge;
        await stream.Send(Failed(1, OutcomeKind.DeadLetter));

        await stream.Until(() => _producers.Made.Count == 2 && _producers.Alone.Sent.Count == 1);
        var sent = _producers.Alone.Sent[0];
        Assert.Equal(("", "2 bytes"), (sent.Value, sent.Header("actorserve-value-left-out")));
        _producers.Alone.AcknowledgeAll();
        Assert.Equal([1], await stream.Finished(1));
    }

    [Fact]
    public async Task A_dead_letter_whose_timestamp_is_refused_goes_with_the_time_of_now()
    {
        var stream = Run(Options);
        await stream.Send(Failed(1, OutcomeKind.DeadLetter));
        await stream.HasSent(1);
        stream.Producer.Refuse(ErrorCode.InvalidTimestamp, stream.Producer.Sent[0].Id);

        await RefuseNextAlone(stream, 1, ErrorCode.InvalidTimestamp);

        var sent = await NextAlone(stream, 2);
        Assert.Equal(("k1", "v1", 0), (sent.Key, sent.Value, sent.TimestampMs));
        Assert.Equal("1700000000001", sent.Header("actorserve-timestamp-left-out"));
        Assert.DoesNotContain(sent.Headers, header => header.Name == "actorserve-value-left-out");
        _producers.Alone.Acknowledge(sent.Id);
        Assert.Equal([1], await stream.Finished(1));
    }

    [Fact]
    public async Task A_dead_letter_whose_key_is_too_large_goes_without_it()
    {
        var stream = Run(Options);
        stream.Producer.NextAnswer = ErrorCode.MsgSizeTooLarge;
        var carried = Row(1) with { Headers = [new RecordHeader("large", Bytes("as the key"))] };
        await stream.Send(Failed(1, OutcomeKind.DeadLetter) with { Row = carried });

        await RefuseNextAlone(stream, 1, ErrorCode.MsgSizeTooLarge);

        // A compacted topic takes no record without a key.
        var sent = await NextAlone(stream, 2);
        Assert.Equal(("digits.requests/3/1001", "", 0), (sent.Key, sent.Value, sent.TimestampMs));
        Assert.Equal(
            [
                ("actorserve-error-kind", "bad_input"), ("actorserve-error-message", "no such digit"), ("actorserve-attempts", "1"),
                ("actorserve-source", "digits.requests/3/1001"), ("actorserve-time", "2026-01-02T03:04:05.0000000Z"),
                ("actorserve-timestamp-left-out", "1700000000001"), ("actorserve-value-left-out", "2 bytes"),
                ("actorserve-key-left-out", "2 bytes"), ("actorserve-headers-left-out", "1"),
            ],
            sent.Headers);
        _producers.Alone.Acknowledge(sent.Id);
        Assert.Equal([1], await stream.Finished(1));
    }

    [Theory]
    [InlineData(ErrorCode.InvalidTimestamp, ErrorCode.MsgSizeTooLarge)]
    [InlineData(ErrorCode.MsgSizeTooLarge, ErrorCode.InvalidTimestamp)]
    public async Task A_dead_letter_that_is_refused_for_two_reasons_goes_without_all_that_it_was(ErrorCode first, ErrorCode second)
    {
        var stream = Run(Options);
        stream.Producer.NextAnswer = first;
        await stream.Send(Failed(1, OutcomeKind.DeadLetter));
        await RefuseNextAlone(stream, 1, second);

        var sent = await NextAlone(stream, 2);

        Assert.Equal(("", 0, "2 bytes"), (sent.Value, sent.TimestampMs, sent.Header("actorserve-key-left-out")));
    }

    [Fact]
    public async Task A_dead_letter_that_is_refused_in_every_way_stops_its_partition()
    {
        var stream = Run(Options);
        stream.Producer.NextAnswer = ErrorCode.InvalidRecord;

        await stream.Send(Failed(1, OutcomeKind.DeadLetter));
        await RefuseNextAlone(stream, 1, ErrorCode.InvalidRecord);

        Assert.Contains("refused its dead letter", Assert.Single((await stream.Next()).Halted).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_dead_producer_held_goes_out_again_in_order()
    {
        var stream = Run(Options);
        await stream.Send(Completed(1, "a"), Completed(2, "b"), Completed(3, "c"));
        await stream.HasSent(3);
        stream.Producer.Acknowledge(stream.IdOf("b"));
        Assert.Equal([2], await stream.Finished(1));
        var dead = stream.Producer;

        dead.Die("fenced");

        await stream.Until(() => _producers.Made.Count == 2 && _producers.Batched.Sent.Count == 2);
        Assert.True(dead.IsDisposed);
        Assert.Equal(["a", "c"], _producers.Batched.Sent.Select(sent => sent.Value));
        dead.AcknowledgeAll();
        _producers.Batched.AcknowledgeAll();
        Assert.Equal([1, 3], await stream.Finished(2));
    }

    [Fact]
    public async Task A_producer_that_refuses_everything_is_replaced_too()
    {
        var stream = Run(Options);
        await stream.Send(Completed(1, "a"));
        await stream.HasSent(1);
        stream.Producer.AcknowledgeAll();
        await stream.Finished(1);

        stream.Producer.NextAnswer = ErrorCode.Local_Fatal;
        await stream.Send(Completed(2, "b"));

        await stream.Until(() => _producers.Made.Count == 2 && _producers.Batched.Sent.Count == 1);
        _producers.Batched.AcknowledgeAll();
        Assert.Equal([2], await stream.Finished(1));
    }

    [Fact]
    public async Task A_producer_that_dies_before_it_delivered_fails_the_stream()
    {
        var stream = Run(Options);
        await stream.Send(Completed(1, "a"));

        stream.Producer.Die("no rights");

        await Assert.ThrowsAsync<DeliveryException>(() => stream.Done.WaitAsync(Patience));
        await stream.Until(() => stream.Producer.IsDisposed);
    }

    [Fact]
    public async Task An_error_that_is_no_records_fault_fails_the_stream()
    {
        var stream = Run(Options);
        await stream.Send(Completed(1, "a"));
        await stream.HasSent(1);

        stream.Producer.Refuse(ErrorCode.TopicAuthorizationFailed, stream.IdOf("a"));

        var error = await Assert.ThrowsAsync<DeliveryException>(() => stream.Done.WaitAsync(Patience));
        Assert.Contains("out", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_finishes_after_the_last_acknowledgement()
    {
        var stream = Run(Options);
        await stream.Send(Completed(1, "a"));
        await stream.HasSent(1);
        stream.Finish();
        await stream.Settled();
        Assert.False(stream.Done.IsCompleted);

        stream.Producer.AcknowledgeAll();

        Assert.Equal([1], await stream.Finished(1));
        await stream.Done.WaitAsync(Patience);
        await stream.Until(() => stream.Producer.IsDisposed);
    }

    private async Task RefuseAlone(ProduceProbe stream, FlightOutcome outcome)
    {
        await stream.Send(outcome);
        await stream.HasSent(1);
        stream.Producer.Refuse(ErrorCode.InvalidRecord, stream.Producer.Sent[0].Id);
        await stream.Until(() => _producers.Made.Count == 2 && _producers.Alone.Sent.Count == 1);
        _producers.Alone.Refuse(ErrorCode.InvalidRecord, _producers.Alone.Sent[0].Id);
    }

    private async Task<SentRecord> NextAlone(ProduceProbe stream, int number)
    {
        await stream.Until(() => _producers.Made.Count == 2 && _producers.Alone.Sent.Count == number);
        return _producers.Alone.Sent[number - 1];
    }

    private async Task RefuseNextAlone(ProduceProbe stream, int number, ErrorCode error)
    {
        var sent = await NextAlone(stream, number);
        _producers.Alone.Refuse(error, sent.Id);
    }

    private (long Results, long DeadLetters, long Skipped) Totals => (_totals.Results, _totals.DeadLetters, _totals.Skipped);

    private ProduceProbe Run(ProduceOptions options, FakeProducers? producers = null)
    {
        producers ??= _producers;
        var stage = new ProduceStage(new ProduceSettings(options, producers.Connect, _time, _totals, _log));
        return ProduceProbe.Run(_system, stage, producers);
    }
}
