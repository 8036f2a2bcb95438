using ActorServe.Cli.Timing;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Cli.Tests.Timing;

public sealed class DeadlineSpecs
{
    [Property]
    public void What_is_left_is_what_is_not_used_up_until_there_is_none(ushort most, ushort[] steps)
    {
        var (time, all) = (new FakeTimeProvider(), TimeSpan.FromMilliseconds(most));
        var deadline = new Deadline(time, all);
        foreach (var step in steps)
        {
            time.Advance(TimeSpan.FromMilliseconds(step));

            Assert.Equal(deadline.Elapsed < all ? all - deadline.Elapsed : TimeSpan.Zero, deadline.Left);
            Assert.Equal(deadline.Left == TimeSpan.Zero, deadline.IsOver);
        }
    }
}
