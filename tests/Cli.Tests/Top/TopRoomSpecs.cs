using ActorServe.Cli.Top;
using FsCheck.Xunit;

namespace ActorServe.Cli.Tests.Top;

public sealed class TopRoomSpecs
{
    [Property]
    public void Every_line_is_given_that_is_wanted_and_none_beyond(byte lines, byte a, byte b, byte c, byte d)
    {
        int[] wanted = [a, b, c, d];

        var given = TopRoom.Share(lines, wanted);

        Assert.Equal(Math.Min(lines, wanted.Sum()), given.Sum());
        Assert.All(given.Zip(wanted), each => Assert.InRange(each.First, 0, each.Second));
    }

    [Property]
    public void Who_gets_less_than_it_wants_has_no_fewer_than_any_other_but_for_one(byte lines, byte a, byte b, byte c)
    {
        int[] wanted = [a, b, c];

        var given = TopRoom.Share(lines, wanted);

        for (var i = 0; i < wanted.Length; i++)
            if (given[i] < wanted[i]) Assert.True(given[i] >= given.Max() - 1, $"{string.Join(' ', given)} of {string.Join(' ', wanted)}");
    }
}
