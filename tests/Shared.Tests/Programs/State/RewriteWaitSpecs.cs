using ActorServe.Shared.Programs.State;

namespace ActorServe.Shared.Tests.Programs.State;

public sealed class RewriteWaitSpecs
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(6, 30)]
    [InlineData(int.MaxValue, 30)]
    public void The_wait_doubles_up_to_a_limit(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RewriteWait.Default.After(failures));
}
