using ActorServe.Replica.Serving;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using FsCheck.Xunit;
using static ActorServe.Replica.Tests.Serving.TestRows;
using static ActorServe.Shared.Protocol.InferProtocol;

namespace ActorServe.Replica.Tests.Serving;

public sealed class ReplyBudgetSpecs
{
    private const long Bound = 1_000;

    [Property]
    public void Every_answer_goes_once_in_its_order_and_what_is_on_its_way_is_bounded((byte Event, byte Size)[] events)
    {
        var link = new Link();

        foreach (var (it, size) in events) link.Happen(it, size);
        link.SettleDown();

        Assert.Equal(Enumerable.Range(0, link.Offered), link.Sent);
    }

    [Fact]
    public void A_large_answer_is_not_held_for_what_the_caller_need_not_tell_of()
    {
        var budget = new ReplyBudget(new ReplyShare(Bound, least: 400));

        Assert.True(budget.TrySend(Reply(10)));
        Assert.True(budget.TrySend(Reply(2_000)));
        Assert.False(budget.TrySend(Reply(1)));
    }

    [Fact]
    public void Replicas_of_a_node_share_what_may_be_on_its_way_and_each_has_a_least()
    {
        var share = new ReplyShare(Bound, least: 300);
        var shares = Enumerable.Range(0, 4).Select(_ =>
        {
            share.Join();
            return share.Bytes;
        }).ToList();

        Assert.Equal([1_000, 500, 333, 300], shares);

        share.Leave();
        share.Leave();
        Assert.Equal(500, share.Bytes);
    }

    private static ReadyReply Reply(int bytes) => new(
        new OngoingBatch(RemoteCaller("router"), 1, 1),
        new BatchReply(Me, 1, new ModelVersion("m", "1"), [RowEntry.Completed(0, [new RowOutput(new byte[bytes])])]));

    /// <summary>The link to one caller: what is on its way comes, or is lost, which the caller's next question makes good.</summary>
    private sealed class Link
    {
        private readonly ReplyBudget _budget = new(new ReplyShare(Bound, least: 0));
        private readonly OngoingBatch _batch = new(RemoteCaller("router"), 1, 100_000);
        private readonly Queue<BatchReply> _onTheirWay = new();
        private long _received;
        private bool _hasLost;

        public int Offered { get; private set; }

        public List<int> Sent { get; } = [];

        public void Happen(byte it, byte size)
        {
            switch (it % 5)
            {
                case 0 or 1: Offer(size * 3); break;
                case 2: Come(1 + (size % 4)); break;
                case 3: Tell(); break;
                default: if (size % 4 == 0) Lose(); else Ask(); break;
            }
        }

        public void SettleDown()
        {
            while (Sent.Count < Offered)
            {
                Come(1_000);
                if (_hasLost) Ask();
                else Tell();
            }
        }

        private void Offer(int bytes)
        {
            var reply = new BatchReply(
                Me, 1, new ModelVersion("m", "1"), [RowEntry.Completed(Offered++, [new RowOutput(new byte[bytes])])]);
            if (_budget.TrySend(new ReadyReply(_batch, reply))) Go(reply);
        }

        private void Come(int replies)
        {
            for (; replies > 0 && _onTheirWay.TryDequeue(out var reply); replies--) _received += reply.Bytes;
        }

        private void Tell()
        {
            _budget.Received(_received);
            GoOn();
        }

        // A question comes after all that was sent before a break.
        private void Ask()
        {
            Come(1_000);
            _hasLost = false;
            _budget.Forget();
            GoOn();
        }

        private void Lose()
        {
            _hasLost |= _onTheirWay.Count > 0;
            _onTheirWay.Clear();
        }

        private void GoOn()
        {
            foreach (var ready in _budget.TakeThoseThatFit().ToList()) Go(ready.Reply);
        }

        private void Go(BatchReply reply)
        {
            _onTheirWay.Enqueue(reply);
            Sent.Add(reply.Entries[0].Row);
            // Twice, because a receipt may be of answers that a question had let go before.
            Assert.True(_onTheirWay.Sum(sent => sent.Bytes) <= 2 * Bound, "more is on its way than the bound allows");
        }
    }
}
