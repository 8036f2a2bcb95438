namespace ActorServe.Cli.Auditing;

/// <summary>A set of small numbers, one bit each.</summary>
internal sealed class Bits(long length)
{
    private readonly ulong[] _words = new ulong[(length + 63) / 64];

    /// <summary>The largest number, and one.</summary>
    public long Length => length;

    /// <summary>How many are in it.</summary>
    public int Count { get; private set; }

    /// <summary>How many words of 64 bits there are.</summary>
    public int Words => _words.Length;

    /// <summary>64 bits.</summary>
    public ulong this[int word] => _words[word];

    /// <summary>Whether the number is in it.</summary>
    public bool Has(long number) => (_words[number >> 6] >> (int)number & 1) != 0;

    /// <summary>Puts the number in; false where it was.</summary>
    public bool Set(long number)
    {
        if (Has(number)) return false;

        _words[number >> 6] |= 1UL << (int)number;
        Count++;
        return true;
    }
}
