namespace ActorServe.EndToEnd.Loops;

/// <summary>A bounded queue between threads with <see cref="Monitor"/>: the cheapest hand-over that was measured.</summary>
internal sealed class HandOver<T>(int capacity)
    where T : class
{
    private readonly Queue<T> _items = [];
    private bool _completed;

    public void Add(T item)
    {
        lock (_items)
        {
            while (_items.Count >= capacity) Monitor.Wait(_items);
            _items.Enqueue(item);
            Monitor.PulseAll(_items);
        }
    }

    public void Complete()
    {
        lock (_items)
        {
            _completed = true;
            Monitor.PulseAll(_items);
        }
    }

    /// <summary>The next item, or null when all were taken and no more come.</summary>
    public T? Take()
    {
        lock (_items)
        {
            while (_items.Count == 0 && !_completed) Monitor.Wait(_items);
            if (!_items.TryDequeue(out var item)) return null;
            Monitor.PulseAll(_items);
            return item;
        }
    }
}
