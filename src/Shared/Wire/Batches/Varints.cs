using System.Numerics;

namespace ActorServe.Shared.Wire.Batches;

/// <summary>Numbers of seven bits a byte, the lowest first; a set eighth bit says that more follow.</summary>
internal static class Varints
{
    /// <summary>The most bytes that a number takes.</summary>
    public const int MaxSize = 10;

    /// <summary>Signed numbers near zero are short, too.</summary>
    public static ulong Zigzag(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <summary>Undoes <see cref="Zigzag"/>.</summary>
    public static long Unzigzag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    /// <summary>How many bytes a number takes.</summary>
    public static int Size(ulong value) => (BitOperations.Log2(value | 1) / 7) + 1;

    /// <summary>Writes a number where there is room for it.</summary>
    /// <returns>How many bytes it took.</returns>
    public static int Write(Span<byte> to, ulong value)
    {
        var at = 0;
        while (value >= 0x80)
        {
            to[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        to[at] = (byte)value;
        return at + 1;
    }
}
