using ActorServe.Routing.Peers;
using FsCheck.Xunit;

namespace ActorServe.Routing.Tests.Peers;

public sealed class PeerBudgetsSpecs
{
    private readonly PeerBudgets _budgets = new(100);

    [Fact]
    public void Routers_share_the_budget_of_a_process()
    {
        var (first, second) = (_budgets.Open("a", () => { }), _budgets.Open("a", () => { }));

        Assert.True(first.TryTake(80));
        Assert.False(second.TryTake(80));
        Assert.True(_budgets.Open("b", () => { }).TryTake(80));
    }

    [Fact]
    public void What_a_router_has_outstanding_at_a_process_that_is_gone_is_released_to_the_others()
    {
        var woken = 0;
        var (first, second) = (Router(), new RouterPeers(_budgets, "self", () => woken++).Of("a")!);
        first.Of("a")!.TryTake(80);
        second.TryTake(20);
        second.Want(50);

        first.Close("a");

        Assert.Equal(1, woken);
        Assert.True(second.TryTake(50));
    }

    [Fact]
    public void A_share_that_is_closed_is_opened_anew_for_another_process_of_the_address()
    {
        var router = Router();
        var former = router.Of("a");

        router.Close("a");

        Assert.NotSame(former, router.Of("a"));
        Assert.Equal(1, _budgets.Count);
    }

    /// <summary>Whatever routers open and close, in whatever order: what nobody has a share of is not kept.</summary>
    [Property]
    public void A_budget_is_there_exactly_as_long_as_a_router_has_a_share_of_it((byte Router, byte Address, bool Opens)[] steps)
    {
        var budgets = new PeerBudgets(100);
        RouterPeers[] routers = [.. Enumerable.Range(0, 3).Select(_ => new RouterPeers(budgets, "self", () => { }))];
        var open = new HashSet<(int, string)>();
        foreach (var (number, address, opens) in steps)
        {
            var (router, name) = (number % 3, $"{address % 5}");
            if (opens && open.Add((router, name))) routers[router].Of(name)!.TryTake(10);
            else if (!opens && open.Remove((router, name))) routers[router].Close(name);

            Assert.Equal(open.Select(pair => pair.Item2).Distinct().Count(), budgets.Count);
        }

        foreach (var router in routers) router.Close();
        Assert.Equal(0, budgets.Count);
    }

    private RouterPeers Router() => new(_budgets, "self", () => { });
}
