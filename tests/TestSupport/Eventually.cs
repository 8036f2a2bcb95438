namespace ActorServe.TestSupport;

/// <summary>Waits for what becomes true in time: the assertion is tried again until it holds, or its last failure is thrown.</summary>
public static class Eventually
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Tries the assertion until it holds.</summary>
    public static Task AssertAsync(Action assertion, TimeSpan? within = null) => AssertAsync(
        () =>
        {
            assertion();
            return Task.CompletedTask;
        },
        within);

    /// <summary>Tries the assertion until it holds.</summary>
    public static async Task AssertAsync(Func<Task> assertion, TimeSpan? within = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await assertion();
                return;
            }
            catch (Exception) when (TimeProvider.System.GetElapsedTime(began) < (within ?? _patience))
            {
                await Task.Delay(_pause);
            }
        }
    }
}
