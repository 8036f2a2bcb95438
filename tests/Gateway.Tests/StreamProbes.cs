using System.Collections.Concurrent;
using Reactive.Streams;

namespace ActorServe.Gateway.Tests;

/// <summary>Feeds a stream by hand and counts what it asked for.</summary>
internal sealed class SourceProbe<T> : IPublisher<T>, ISubscription
{
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Awaited<ISubscriber<T>> _subscriber = new();
    private long _requested;

    public long Requested => Interlocked.Read(ref _requested);

    public Task Cancelled => _cancelled.Task;

    public void Subscribe(ISubscriber<T> subscriber)
    {
        _subscriber.Set(subscriber);
        subscriber.OnSubscribe(this);
    }

    public void Request(long n) => Interlocked.Add(ref _requested, n);

    public void Cancel() => _cancelled.TrySetResult();

    public void Send(T element) => _subscriber.Value.OnNext(element);

    public void Complete() => _subscriber.Value.OnComplete();

    public void Fail(Exception reason) => _subscriber.Value.OnError(reason);
}

/// <summary>Takes from a stream by hand.</summary>
internal sealed class SinkProbe<T> : ISubscriber<T>
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Awaited<ISubscription> _subscription = new();

    public ConcurrentQueue<T> Received { get; } = [];

    public Task Completion => _completion.Task;

    public void Request(long n) => _subscription.Value.Request(n);

    public void Cancel() => _subscription.Value.Cancel();

    public void OnSubscribe(ISubscription subscription) => _subscription.Set(subscription);

    public void OnNext(T element) => Received.Enqueue(element);

    public void OnError(Exception cause) => _completion.TrySetException(cause);

    public void OnComplete() => _completion.TrySetResult();
}

/// <summary>What the stream hands to a probe as it starts, some time after it was run.</summary>
internal sealed class Awaited<T>
{
    private readonly TaskCompletionSource<T> _value = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public T Value =>
        _value.Task.Wait(TimeSpan.FromSeconds(30)) ? _value.Task.Result : throw new TimeoutException("the stream did not start");

    public void Set(T value) => _value.TrySetResult(value);
}
