using ActorServe.Replica.Inference;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServe.Replica.Tests.Inference;

public sealed class InferenceThreadsSpecs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task As_many_jobs_run_at_once_as_there_are_threads()
    {
        await using var threads = Threads(2);
        using var both = new Barrier(2);
        var met = new[] { new TaskCompletionSource<bool>(), new TaskCompletionSource<bool>() };

        foreach (var meeting in met) Post(threads, () => meeting.SetResult(both.SignalAndWait(Patience)));

        Assert.All(await Task.WhenAll(met.Select(m => m.Task)).WaitAsync(Patience, TestContext.Current.CancellationToken), Assert.True);
    }

    [Fact]
    public async Task Jobs_of_one_thread_run_in_the_order_in_which_they_were_posted()
    {
        var ran = new List<int>();
        await using (var threads = Threads(1))
        {
            for (var i = 0; i < 1_000; i++)
            {
                var job = i;
                Post(threads, () => ran.Add(job));
            }
        }

        Assert.Equal(Enumerable.Range(0, 1_000), ran);
    }

    [Fact]
    public async Task A_job_that_throws_hears_so_and_does_not_end_its_thread()
    {
        await using var threads = Threads(1);
        var (failed, next) = (new TaskCompletionSource<Exception>(), new TaskCompletionSource());

        threads.Post(new Job(() => throw new InvalidOperationException("a fault")) { OnFailed = failed.SetResult });
        Post(threads, next.SetResult);

        await next.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal("a fault", (await failed.Task.WaitAsync(Patience, TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public async Task A_job_that_cannot_hear_that_it_threw_does_not_end_its_thread()
    {
        await using var threads = Threads(1);
        var next = new TaskCompletionSource();

        threads.Post(new Job(() => throw new InvalidOperationException("a fault")) { OnFailed = fault => throw fault });
        Post(threads, next.SetResult);

        await next.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Jobs_posted_before_the_end_run_and_later_ones_are_refused()
    {
        var threads = Threads(2);
        var ran = 0;
        for (var i = 0; i < 500; i++) Assert.True(Post(threads, () => Interlocked.Increment(ref ran)));

        await threads.DisposeAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(500, ran);
        Assert.False(Post(threads, () => ran = -1));
    }

    private static InferenceThreads Threads(int count) => new(count, NullLogger<InferenceThreads>.Instance);

    private static bool Post(InferenceThreads threads, Action job) => threads.Post(new Job(job));

    private sealed class Job(Action run) : IInferenceJob
    {
        public Action<Exception> OnFailed { get; init; } = _ => { };

        public void Run() => run();

        public void Failed(Exception cause) => OnFailed(cause);
    }
}
