using ActorServe.Routing.Picking;
using ActorServe.Shared.Protocol;
using FsCheck.Xunit;

namespace ActorServe.Routing.Tests.Picking;

public sealed class PowerOfTwoChoicesSpecs
{
    private static readonly Demand Many = new(1_000, 1_000, TimeSpan.Zero);

    [Fact]
    public void The_replica_with_fewer_rows_for_its_size_is_taken()
    {
        var (small, large) = (Slot(1, max: 10, ongoing: 5), Slot(2, max: 100, ongoing: 20));

        Assert.Same(large, new PowerOfTwoChoices(new Random(1)).Pick([small, large], Many));
    }

    [Fact]
    public void Nothing_is_taken_where_every_replica_is_full() =>
        Assert.Null(new PowerOfTwoChoices(new Random(1)).Pick([Slot(1, max: 4, ongoing: 4), Slot(2, max: 4, ongoing: 4)], Many));

    [Fact]
    public void A_busy_replica_is_left_alone_until_a_quarter_of_its_room_is_free_while_more_waits()
    {
        var replica = Slot(1, max: 100, ongoing: 80);

        Assert.False(replica.HasRoomFor(new Demand(21, 0, TimeSpan.Zero)));
        Assert.True(replica.HasRoomFor(new Demand(20, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void A_replica_that_is_full_of_records_still_takes_requests()
    {
        var replica = Slot(1, max: 8, ongoing: 2);
        replica.Close(onlyKafka: true, until: TimeSpan.FromSeconds(1));

        Assert.False(replica.HasRoomFor(new Demand(5, 0, TimeSpan.Zero)));
        Assert.True(replica.HasRoomFor(new Demand(5, 1, TimeSpan.Zero)));
        Assert.True(replica.HasRoomFor(new Demand(5, 0, TimeSpan.FromSeconds(1))), "the pause is over");
    }

    [Property]
    public void A_replica_with_no_room_or_that_drains_is_never_picked(
        (byte Max, byte Ongoing, byte State, bool Closed)[] replicas, int seed, byte rows)
    {
        var slots = replicas.Select((it, n) => Slot(n, it.Max, it.Ongoing, (ReplicaState)(it.State % 5), it.Closed)).ToArray();
        var demand = new Demand(1 + rows, 0, TimeSpan.Zero);

        var picked = new PowerOfTwoChoices(new Random(seed)).Pick(slots, demand);

        if (picked is null) Assert.DoesNotContain(slots, slot => slot.HasRoomFor(demand));
        else Assert.True(picked is { State: ReplicaState.Running, FreeRows: > 0 } && picked.HasRoomFor(demand), picked.Id.ToString());
    }

    private static ReplicaSlot Slot(int number, int max, int ongoing, ReplicaState state = ReplicaState.Running, bool closed = false)
    {
        var slot = new ReplicaSlot(Some.Replica(Some.ReplicaId(number), state, max), peer: null) { OngoingRows = ongoing };
        if (closed) slot.Close(onlyKafka: false, until: TimeSpan.FromSeconds(1));
        return slot;
    }
}
