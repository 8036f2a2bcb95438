using ActorServe.Gateway.Produce;
using FsCheck.Xunit;

namespace ActorServe.Gateway.Tests.Produce;

public sealed class SendingLanesSpecs
{
    private readonly SendingLanes _lanes = new();

    [Fact]
    public void What_a_lane_has_goes_together()
    {
        Add(lane: 0, 1, 2, 3);

        Assert.Equal([1, 2, 3], SendAll());
    }

    [Fact]
    public void What_comes_while_a_lane_is_at_the_client_waits_until_all_of_it_is_settled()
    {
        Add(lane: 0, 1, 2);
        SendAll();
        Add(lane: 0, 3);
        _lanes.Settled(0);

        Assert.Empty(SendAll());

        _lanes.Settled(0);
        Assert.Equal([3], SendAll());
    }

    [Fact]
    public void A_lane_waits_for_no_other()
    {
        Add(lane: 0, 1);
        SendAll();
        Add(lane: 0, 2);
        Add(lane: 1, 3);

        Assert.Equal([3], SendAll());
    }

    [Fact]
    public void A_client_that_is_full_gets_the_rest_of_a_lane_later()
    {
        Add(lane: 0, 1, 2);
        Assert.True(_lanes.TryPeek(out _));
        _lanes.Sent();
        Add(lane: 0, 3);

        Assert.Equal([2, 3], SendAll());
    }

    [Fact]
    public void What_goes_another_way_holds_its_lane_for_nobody()
    {
        Add(lane: 0, 1);
        Assert.True(_lanes.TryPeek(out _));
        _lanes.Skip();
        Add(lane: 0, 2);

        Assert.Equal([2], SendAll());
    }

    [Fact]
    public void What_a_client_had_that_is_gone_goes_first()
    {
        Add(lane: 0, 1, 2);
        Add(lane: 1, 11);
        SendAll();
        Add(lane: 0, 3);
        _lanes.Return([1, 11, 2], id => id < 10 ? 0 : 1);

        Assert.Equal([1, 2, 3, 11], SendAll());
    }

    /// <summary>
    /// Whatever is sent, settled or lost with its client: nothing is forgotten, each lane keeps its order, and goes on only when it is
    /// free.
    /// </summary>
    [Property(MaxTest = 400)]
    public void Each_lane_keeps_its_order_and_forgets_nothing(byte[] steps)
    {
        var lanes = new SendingLanes();
        var model = Enumerable.Range(0, 4).Select(_ => (Waiting: new List<int>(), AtClient: new List<int>())).ToArray();
        var number = 0;
        foreach (var (step, lane) in steps.Select(b => (b % 5, b / 5 % 4)))
        {
            var (waiting, atClient) = model[lane];
            switch (step)
            {
                case 0 or 1:
                    var id = (number++ * 4) + lane;
                    lanes.Add(id, lane);
                    waiting.Add(id);
                    break;
                case 2:
                    SendLikeThe(model, lanes);
                    break;
                case 3 when atClient.Count > 0:
                    atClient.RemoveAt(0);
                    lanes.Settled(lane);
                    break;
                case 4:
                    lanes.Return([.. model.SelectMany(m => m.AtClient).Order()], held => held % 4);
                    foreach (var each in model)
                    {
                        each.Waiting.InsertRange(0, each.AtClient);
                        each.AtClient.Clear();
                    }

                    break;
            }
        }

        SendLikeThe(model, lanes);
    }

    // Exactly the lanes that have nothing at the client go, each whole and in order.
    private static void SendLikeThe((List<int> Waiting, List<int> AtClient)[] model, SendingLanes lanes)
    {
        var sent = Enumerable.Range(0, 4).Select(_ => new List<int>()).ToArray();
        while (lanes.TryPeek(out var id))
        {
            sent[id % 4].Add(id);
            lanes.Sent();
        }

        foreach (var (lane, ids) in model.Zip(sent))
        {
            Assert.Equal(lane.AtClient.Count > 0 ? [] : lane.Waiting, ids);
            lane.AtClient.AddRange(ids);
            lane.Waiting.RemoveRange(0, ids.Count);
        }
    }

    private void Add(int lane, params int[] ids)
    {
        foreach (var id in ids) _lanes.Add(id, lane);
    }

    private List<int> SendAll()
    {
        List<int> sent = [];
        while (_lanes.TryPeek(out var id))
        {
            sent.Add(id);
            _lanes.Sent();
        }

        return sent;
    }
}
