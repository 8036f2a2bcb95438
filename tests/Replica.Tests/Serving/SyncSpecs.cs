using ActorServe.Replica.Serving;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using Akka.Actor;
using static ActorServe.Replica.Tests.Serving.TestRows;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Replica.Tests.Serving;

/// <summary>What a replica says that it holds, and the bound of answers on their way to one caller in another process.</summary>
public sealed class SyncSpecs
{
    private const int Bound = 1_000;
    private static readonly TimeSpan Now = TimeSpan.FromMinutes(1);

    private readonly IActorRef _caller = RemoteCaller("router");
    private readonly OngoingRows _ongoing = new(Me, new ModelVersion("m", "1"), 100, new ReplyShare(Bound, least: 0));

    [Fact]
    public void What_is_held_of_the_askers_rows_is_listed_by_batch()
    {
        var first = Admit(1, 3);
        Admit(2, 2);
        _ongoing.Admit(Batch(3, 2), Caller("other"), Now);

        Finish(first[1]);

        Assert.Equal([(1, [0, 2]), (2, [0, 1])], Ask(7).Held.Select(held => ((int)held.BatchId, held.Rows.ToArray())));
    }

    [Fact]
    public void A_caller_of_which_it_holds_nothing_is_told_so()
    {
        Finish(Admit(1, 1)[0]);

        Assert.Equal((Me, 7L, 0), (Ask(7).Replica, Ask(7).SyncId, Ask(7).Held.Length));
    }

    [Fact]
    public void Another_incarnation_holds_nothing_and_says_who_it_is()
    {
        Admit(1, 1);

        var (_, reply) = _ongoing.Answer(new Sync(Me with { Node = Me.Node with { Incarnation = 99 } }, 7), _caller);

        Assert.Equal((Me, 0), (reply.Replica, reply.Held.Length));
    }

    [Fact]
    public void Answers_beyond_the_bound_wait_and_their_rows_are_held_until_answers_came()
    {
        var rows = Admit(1, 3);
        var sent = Finish(rows[0], bytes: 600);

        Assert.Empty(_ongoing.Finish([rows[1]], [Entry(600)]));
        Assert.Empty(_ongoing.Finish([rows[2]], [Entry(1)]));

        Assert.Equal(2, _ongoing.Count);
        var more = _ongoing.Received(new RepliesReceived(Me, sent.Bytes), _caller).ToList();
        Assert.Equal([1, 2], more.Select(reply => reply.Reply.Entries.Single().Row));
        Assert.Equal(0, _ongoing.Count);
    }

    [Fact]
    public void A_question_frees_the_bound_because_answers_may_have_been_lost_and_what_waited_goes_before_its_answer()
    {
        var rows = Admit(1, 4);
        Finish(rows[0], bytes: 600);
        Assert.Empty(_ongoing.Finish([rows[1]], [Entry(600)]));
        Assert.Empty(_ongoing.Finish([rows[2]], [Entry(600)]));

        var (before, reply) = _ongoing.Answer(new Sync(Me, 7), _caller);

        Assert.Equal(1, Assert.Single(before).Reply.Entries.Single().Row);
        Assert.Equal([2, 3], Assert.Single(reply.Held).Rows);
    }

    [Fact]
    public void A_caller_that_ended_gives_its_room_back()
    {
        var rows = Admit(1, 3);
        Finish(rows[0], bytes: 600);
        Assert.Empty(_ongoing.Finish([rows[1]], [Entry(600)]));

        _ongoing.Forget(_caller);

        Assert.Equal(1, _ongoing.Count);
        Finish(rows[2]);
        Assert.Equal(0, _ongoing.Count);
    }

    [Fact]
    public void A_caller_in_the_same_process_needs_no_bound()
    {
        var rows = _ongoing.Admit(Batch(1, 9), Caller("here"), Now).Accepted;

        Assert.Equal(9, Assert.Single(_ongoing.Finish(rows, [.. rows.Select(_ => Entry(600_000))])).Reply.Entries.Length);
    }

    [Fact]
    public void An_answer_to_another_process_is_cut_where_a_frame_is_full()
    {
        var ongoing = new OngoingRows(Me, new ModelVersion("m", "1"), 100, new ReplyShare());
        var rows = ongoing.Admit(Batch(1, 5), _caller, Now).Accepted;

        var replies = ongoing.Finish(rows, [.. rows.Select(_ => Entry(100_000))]).ToList();

        Assert.Equal([2, 2, 1], replies.Select(reply => reply.Reply.Entries.Length));
        Assert.Equal([0, 1, 2, 3, 4], replies.SelectMany(reply => reply.Reply.Entries).Select(entry => entry.Row));
    }

    [Fact]
    public void An_output_that_no_frame_carries_fails_its_row_instead_of_being_lost()
    {
        var row = Admit(1, 1);

        var reply = _ongoing.Finish(row, [Entry(9 << 20)]).Single().Reply;

        Assert.Equal(RowStatus.Failed, reply.Entries.Single().Status);
    }

    private IReadOnlyList<AdmittedRow> Admit(long batch, int rows) => _ongoing.Admit(Batch(batch, rows), _caller, Now).Accepted;

    private BatchReply Finish(AdmittedRow row, int bytes = 1) => Assert.Single(_ongoing.Finish([row], [Entry(bytes)])).Reply;

    private SyncReply Ask(long id) => _ongoing.Answer(new Sync(Me, id), _caller).Reply;

    private static RowEntry Entry(int bytes) => RowEntry.Completed(0, [new RowOutput(new byte[bytes])]);
}
