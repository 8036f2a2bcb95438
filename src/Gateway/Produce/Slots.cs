namespace ActorServe.Gateway.Produce;

/// <summary>Values by small numbers that are used again. A number is not handed out twice while it is taken.</summary>
internal sealed class Slots<T>
    where T : struct
{
    private readonly Stack<int> _free = [];
    private T[] _values = new T[1_024];
    private bool[] _taken = new bool[1_024];
    private int _used;

    /// <summary>How many are taken.</summary>
    public int Count => _used - _free.Count;

    /// <summary>The value of a taken number.</summary>
    public ref T this[int slot] => ref _values[slot];

    /// <summary>Takes a number for a value.</summary>
    public int Take(in T value)
    {
        if (!_free.TryPop(out var slot)) slot = Next();
        _values[slot] = value;
        _taken[slot] = true;
        return slot;
    }

    /// <summary>Gives a number back, and lets go of its value.</summary>
    public void Return(int slot)
    {
        if (!_taken[slot]) throw new InvalidOperationException($"Slot {slot} is not taken.");

        _values[slot] = default;
        _taken[slot] = false;
        _free.Push(slot);
    }

    /// <summary>The numbers that are taken.</summary>
    public IEnumerable<int> Taken() => Enumerable.Range(0, _used).Where(slot => _taken[slot]);

    private int Next()
    {
        if (_used == _values.Length)
        {
            Array.Resize(ref _values, _used * 2);
            Array.Resize(ref _taken, _used * 2);
        }

        return _used++;
    }
}
