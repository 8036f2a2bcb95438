using System.Collections.Concurrent;
using Reactive.Streams;

namespace ActorServe.Gateway.Tests;

/// <summary>Feeds a stream by hand and counts what it asked for.</summary>
internal sealed class SourceProbe<T> : IPublisher<T>, ISubscription
{
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ISubscriber<T>? _subscriber;
    private long _requested;

    public long Requested => Interlocked.Read(ref _requested);

    public Task Cancelled => _cancelled.Task;

    public void Subscribe(ISubscriber<T> subscriber)
    {
        _subscriber = subscriber;
        subscriber.OnSubscribe(this);
    }

    public void Request(long n) => Interlocked.Add(ref _requested, n);

    public void Cancel() => _cancelled.TrySetResult();

    public void Send(T element) => _subscriber!.OnNext(element);

    public void Complete() => _subscriber!.OnComplete();

    public void Fail(Exception reason) => _subscriber!.OnError(reason);
}

/// <summary>Takes from a stream by hand.</summary>
internal sealed class SinkProbe<T> : ISubscriber<T>
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ISubscription? _subscription;

    public ConcurrentQueue<T> Received { get; } = [];

    public Task Completion => _completion.Task;

    public void Request(long n) => _subscription!.Request(n);

    public void Cancel() => _subscription!.Cancel();

    public void OnSubscribe(ISubscription subscription) => _subscription = subscription;

    public void OnNext(T element) => Received.Enqueue(element);

    public void OnError(Exception cause) => _completion.TrySetException(cause);

    public void OnComplete() => _completion.TrySetResult();
}
