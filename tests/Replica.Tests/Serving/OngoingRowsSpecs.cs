using ActorServe.Replica.Serving;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using FsCheck.Xunit;
using static ActorServe.Replica.Tests.Serving.TestRows;

namespace ActorServe.Replica.Tests.Serving;

public sealed class OngoingRowsSpecs
{
    private static readonly ModelVersion Model = new("m", "1");
    private static readonly TimeSpan Now = TimeSpan.FromMinutes(1);
    private readonly IActorRef _first = Caller("first");
    private readonly IActorRef _second = Caller("second");

    [Fact]
    public void Rows_beyond_the_room_are_rejected_at_once_and_the_rest_are_taken()
    {
        var ongoing = new OngoingRows(Me, Model, 4, new ReplyShare());

        var admission = ongoing.Admit(Batch(1, 6), _first, Now);

        Assert.Equal([0, 1, 2, 3], admission.Accepted.Select(r => r.Index));
        Assert.Equal([4, 5], admission.Rejected!.Entries.Select(e => e.Row));
        Assert.All(admission.Rejected.Entries, e => Assert.Equal(RowStatus.Rejected, e.Status));
        Assert.Equal(4, ongoing.Count);
    }

    [Fact]
    public void A_batch_for_another_incarnation_is_rejected_whole()
    {
        var ongoing = new OngoingRows(Me, Model, 4, new ReplyShare());
        var former = Me with { Node = Me.Node with { Incarnation = 99 } };

        var admission = ongoing.Admit(Batch(1, 2, to: former), _first, Now);

        Assert.Empty(admission.Accepted);
        Assert.Equal(2, admission.Rejected!.Entries.Length);
        Assert.Equal(former, admission.Rejected.Replica);
    }

    [Fact]
    public void The_entries_of_a_run_are_one_reply_for_each_batch()
    {
        var ongoing = new OngoingRows(Me, Model, 8, new ReplyShare());
        var rows = ongoing.Admit(Batch(1, 2), _first, Now).Accepted.Concat(ongoing.Admit(Batch(2, 2), _second, Now).Accepted).ToList();

        var replies = ongoing.Finish(rows, [.. rows.Select(_ => RowEntry.Completed(0, []))]).ToList();

        Assert.Equal([(_first, 1L), (_second, 2L)], replies.Select(r => (r.Caller, r.Reply.BatchId)));
        Assert.All(replies, r => Assert.Equal([0, 1], r.Reply.Entries.Select(e => e.Row)));
        Assert.Equal(0, ongoing.Count);
    }

    /// <summary>Their names and their number make an answer too large for a frame as well as their bytes do.</summary>
    [Fact]
    public void An_answer_that_no_frame_carries_fails_its_own_row_for_a_caller_in_another_process()
    {
        var headers = RowEntry.Completed(
            0, [new RowOutput(default) { Headers = [.. Enumerable.Repeat(new RecordHeader("", default), 200_000)] }]);
        var plain = RowEntry.Completed(0, [new RowOutput(new byte[] { 1 })]);

        Assert.Equal([RowStatus.Failed, RowStatus.Completed], StatusesAt(RemoteCaller("router")));
        Assert.Equal([RowStatus.Completed, RowStatus.Completed], StatusesAt(_first));

        IEnumerable<RowStatus> StatusesAt(IActorRef caller)
        {
            var ongoing = new OngoingRows(Me, Model, 4, new ReplyShare());
            var rows = ongoing.Admit(Batch(1, 2), caller, Now).Accepted;
            return [.. ongoing.Finish(rows, [headers, plain]).SelectMany(reply => reply.Reply.Entries).Select(entry => entry.Status)];
        }
    }

    [Fact]
    public void A_caller_that_was_rejected_is_told_of_room_once()
    {
        var ongoing = new OngoingRows(Me, Model, 8, new ReplyShare());
        var rows = ongoing.Admit(Batch(1, 8), _first, Now).Accepted;
        ongoing.Admit(Batch(2, 3), _first, Now);
        ongoing.Admit(Batch(3, 3), _first, Now);

        Finish(ongoing, rows.Take(1));
        Assert.Empty(ongoing.TakeCallersWithRoom(Now));
        Finish(ongoing, rows.Skip(1).Take(1));

        Assert.Equal([_first], ongoing.TakeCallersWithRoom(Now));
        Assert.Empty(ongoing.TakeCallersWithRoom(Now));
    }

    [Fact]
    public void A_callers_backlog_leaves_room_for_one_that_was_turned_away()
    {
        var ongoing = new OngoingRows(Me, Model, 16, new ReplyShare());
        var rows = ongoing.Admit(Batch(1, 16), _first, Now).Accepted;
        Assert.Empty(ongoing.Admit(Batch(1, 4), _second, Now).Accepted);

        Finish(ongoing, rows.Take(4));
        var again = ongoing.Admit(Batch(2, 4), _first, Now);
        var told = ongoing.TakeCallersWithRoom(Now);
        var second = ongoing.Admit(Batch(2, 4), _second, Now);

        Assert.Empty(again.Accepted);
        Assert.Equal([_second], told);
        Assert.Equal(4, second.Accepted.Count);
    }

    [Fact]
    public void A_caller_that_does_not_come_back_gives_up_its_share()
    {
        var ongoing = new OngoingRows(Me, Model, 16, new ReplyShare());
        var rows = ongoing.Admit(Batch(1, 16), _first, Now).Accepted;
        ongoing.Admit(Batch(1, 4), _second, Now);
        Finish(ongoing, rows);
        ongoing.TakeCallersWithRoom(Now);

        var later = ongoing.Admit(Batch(2, 16), _first, Now + RoomShares.TurnedAwayLasts);

        Assert.Equal(16, later.Accepted.Count);
    }

    [Fact]
    public void Room_is_kept_for_requests_while_requests_come()
    {
        var ongoing = new OngoingRows(Me, Model, 16, new ReplyShare());
        var rows = ongoing.Admit(Batch(1, 16), _first, Now).Accepted;
        Assert.Empty(ongoing.Admit(Batch(2, 1, partition: -1), _first, Now).Accepted);

        Finish(ongoing, rows.Take(2));

        Assert.Empty(ongoing.Admit(Batch(3, 2), _first, Now).Accepted);
        Assert.Single(ongoing.Admit(Batch(4, 1, partition: -1), _first, Now).Accepted);
        Assert.Single(ongoing.Admit(Batch(5, 2), _first, Now + RoomShares.RequestsLast).Accepted);
    }

    [Fact]
    public void Draining_takes_nothing_more_and_is_over_with_the_last_row()
    {
        var ongoing = new OngoingRows(Me, Model, 4, new ReplyShare());
        var rows = ongoing.Admit(Batch(1, 2), _first, Now).Accepted;

        ongoing.Drain();

        Assert.Empty(ongoing.Admit(Batch(2, 1), _first, Now).Accepted);
        Assert.False(ongoing.IsDrained);
        Finish(ongoing, rows);
        Assert.True(ongoing.IsDrained);
    }

    [Property]
    public bool Each_row_has_exactly_one_terminal_entry_and_the_room_is_never_exceeded(
        byte capacity, (byte Caller, byte Rows, bool Requests)[] steps)
    {
        var ongoing = new OngoingRows(Me, Model, capacity + 1, new ReplyShare());
        var answers = new Dictionary<(string Caller, long Batch, int Row), int>();
        var open = new Queue<AdmittedRow>();
        var time = Now;
        for (var i = 0; i < steps.Length; i++)
        {
            var (who, rows, requests) = steps[i];
            var caller = Caller($"c{who % 4}");
            var admission = ongoing.Admit(Batch(i, rows % 40 + 1, requests ? -1 : 0), caller, time);
            foreach (var entry in admission.Rejected?.Entries ?? []) Count(answers, caller, i, entry);
            foreach (var row in admission.Accepted) open.Enqueue(row);
            if (ongoing.Count > capacity + 1 || ongoing.Count != open.Count) return false;

            for (var n = rows % 7; n > 0 && open.TryDequeue(out var row); n--) FinishOne(row);
            ongoing.TakeCallersWithRoom(time);
            time += TimeSpan.FromMilliseconds(rows * 10);
        }

        while (open.TryDequeue(out var row)) FinishOne(row);
        return ongoing.Count == 0 && answers.Count == steps.Sum(s => s.Rows % 40 + 1) && answers.Values.All(n => n == 1);

        void FinishOne(AdmittedRow row)
        {
            foreach (var (caller, reply) in ongoing.Finish([row], [RowEntry.Completed(0, [])]))
            {
                Count(answers, caller, reply.BatchId, reply.Entries.Single());
            }
        }
    }

    [Property]
    public bool A_caller_that_comes_back_when_told_is_served_whatever_the_others_send(byte capacity, byte others)
    {
        var room = capacity % 60 + 4;
        var greedy = Enumerable.Range(0, others % 3 + 1).Select(i => Caller($"greedy{i}")).ToList();
        var ongoing = new OngoingRows(Me, Model, room, new ReplyShare());
        var open = new Queue<AdmittedRow>();
        Send(greedy[0]);
        var late = Caller("late");
        if (ongoing.Admit(Batch(1, 1), late, Now).Accepted.Count == 1) return true;

        for (var step = 0; step < 10 * room; step++)
        {
            Finish(ongoing, [open.Dequeue()]);
            foreach (var caller in greedy) Send(caller);
            if (ongoing.TakeCallersWithRoom(Now).Contains(late)) return ongoing.Admit(Batch(2, 1), late, Now).Accepted.Count == 1;
        }

        return false;

        void Send(IActorRef caller)
        {
            foreach (var row in ongoing.Admit(Batch(9, room), caller, Now).Accepted) open.Enqueue(row);
        }
    }

    private static void Finish(OngoingRows ongoing, IEnumerable<AdmittedRow> rows)
    {
        var list = rows.ToList();
        Assert.NotEmpty(ongoing.Finish(list, [.. list.Select(_ => RowEntry.Completed(0, []))]).ToList());
    }

    private static void Count(Dictionary<(string, long, int), int> answers, IActorRef caller, long batch, RowEntry entry)
    {
        var row = (caller.Path.Name, batch, entry.Row);
        answers[row] = answers.GetValueOrDefault(row) + 1;
    }
}
