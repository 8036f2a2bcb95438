using ActorServe.Cli.Kafka;
using Confluent.Kafka;

namespace ActorServe.Cli.Demo;

/// <summary>Puts digits on the input topic at an even pace, and no faster than they are answered.</summary>
internal sealed class DigitFeeder(
    Sending sending, string topic, IReadOnlyList<DigitSample> samples, DemoScore score, double rate,
    TimeProvider time)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);

    private readonly TopicPartition _to = new(topic, Partition.Any);
    private int _next;

    /// <summary>Records that the broker did not take.</summary>
    public long Failures => sending.Failures;

    /// <summary>Why the first of them was not taken.</summary>
    public string? Reason => sending.Reason;

    /// <summary>A backlog of two seconds is enough: the embedded broker would forget what is far behind.</summary>
    private int MostOutstanding => (int)Math.Clamp(2 * rate, 200, 20_000);

    /// <summary>Feeds until it is stopped, then waits until the broker has everything.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var (last, due) = (time.GetTimestamp(), 0.0);
        using var timer = new PeriodicTimer(Beat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                // Time lost is not made up for: a pause is followed by the usual pace, not by a flood.
                var now = time.GetTimestamp();
                due = Math.Min(due + (time.GetElapsedTime(last, now).TotalSeconds * rate), rate / 4 + 1);
                last = now;
                for (; due >= 1 && score.Outstanding < MostOutstanding; due--) await SendAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }

        await sending.FinishAsync();
    }

    private ValueTask SendAsync()
    {
        var sample = samples[_next++ % samples.Count];
        return sending.SendAsync(
            new Message<byte[]?, byte[]?> { Key = score.Send(sample), Value = sample.Value }, _to, CancellationToken.None,
            failed => score.Withdraw(failed.Message.Key, isDoubtful: failed.Status != PersistenceStatus.NotPersisted));
    }
}
