using ActorServe.Shared.Identity;
using Akka.Actor;

namespace ActorServe.Routing.Tests;

public sealed class KnownDirectoriesSpecs
{
    private const string Address = "akka.tcp://actorserve@a:4053";
    private readonly KnownDirectories _known = new();

    [Fact]
    public void A_node_is_mended_once_for_any_number_of_breaks()
    {
        _known.Add(Address, ActorRefs.Nobody);

        Assert.True(_known.Break(Address));
        Assert.True(_known.Break(Address));

        Assert.True(_known.Mend(Address));
        Assert.False(_known.Mend(Address));
    }

    [Fact]
    public void A_node_that_never_broke_has_nothing_to_mend()
    {
        _known.Add(Address, ActorRefs.Nobody);

        Assert.False(_known.Mend(Address));
    }

    [Fact]
    public void A_node_that_is_no_replica_node_neither_breaks_nor_is_mended()
    {
        Assert.False(_known.Break(Address));
        Assert.False(_known.Mend(Address));
    }

    [Fact]
    public void A_node_that_was_removed_while_it_was_cut_off_is_whole_when_another_process_has_its_address()
    {
        _known.Add(Address, ActorRefs.Nobody);
        _known.Break(Address);
        _known.Remove(new NodeId(Address, 1));

        _known.Add(Address, ActorRefs.Nobody);

        Assert.False(_known.Mend(Address));
        Assert.True(_known.IsRemoved(new NodeId(Address, 1)));
        Assert.False(_known.IsRemoved(new NodeId(Address, 2)));
    }

    [Fact]
    public void One_that_was_known_by_its_path_breaks_by_its_address_once_it_answered()
    {
        var directory = ActorRefs.Nobody;
        _known.Add(directory.Path.ToString(), directory).IsSilent = true;

        _known.Heard(Address, directory);

        Assert.Empty(_known.ToAsk(all: false));
        Assert.True(_known.Break(Address));
    }
}
