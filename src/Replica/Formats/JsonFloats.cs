using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ActorServe.Replica.Formats;

/// <summary>
/// Reads plain decimals of a list in one tight loop: what most records consist of. It stops before anything else (an exponent, many
/// digits, a tie, white space before a comma, the last element, an error), which <see cref="JsonNumber"/> then judges.
/// </summary>
internal static class JsonFloats
{
    private const int ExactDigits = 19;
    private const ulong ExactInDouble = 1UL << 53;
    private const ulong AllDigits = 0x3333_3333_3333_3333;
    private const ulong HighHalves = 0xF0F0_F0F0_F0F0_F0F0;

    private static readonly double[] Powers =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
    ];

    /// <summary>Reads numbers that a comma follows, from <paramref name="at"/> on, which then stands behind the last comma.</summary>
    /// <returns>How many were read.</returns>
    public static int Read(ReadOnlySpan<byte> text, scoped ref int at, Span<float> room)
    {
        var count = 0;
        while (count < room.Length && TryRead(text, at, out var value, out var next))
        {
            room[count++] = value;
            at = next;
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryRead(ReadOnlySpan<byte> text, int at, out float value, out int next)
    {
        value = 0;
        next = at;
        while ((uint)at < (uint)text.Length && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') at++;
        var isNegative = (uint)at < (uint)text.Length && text[at] == '-';
        if (isNegative) at++;

        var first = at;
        var digits = 0UL;
        while ((uint)at < (uint)text.Length && (uint)(text[at] - '0') <= 9) digits = digits * 10 + (uint)(text[at++] - '0');
        var count = at - first;
        if (count == 0 || (count > 1 && text[first] == '0')) return false;
        var fraction = 0;
        if ((uint)at < (uint)text.Length && text[at] == '.')
        {
            var point = ++at;
            Fraction(text, ref at, ref digits);
            fraction = at - point;
            if (fraction == 0) return false;
        }

        if ((uint)at >= (uint)text.Length || text[at] != ',' || count + fraction > ExactDigits || digits > ExactInDouble) return false;
        var near = digits / Powers[fraction];

        // A tie of two floats, as JsonNumber explains it.
        if ((BitConverter.DoubleToInt64Bits(near) & 0x1FFF_FFFF) == 0x1000_0000) return false;
        value = (float)(isNegative ? -near : near);
        next = at + 1;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fraction(ReadOnlySpan<byte> text, ref int at, ref ulong digits)
    {
        if (text.Length - at >= 8)
        {
            var eight = BinaryPrimitives.ReadUInt64LittleEndian(text[at..]);
            if (((eight & HighHalves) | (((eight + 0x0606_0606_0606_0606) & HighHalves) >> 4)) == AllDigits)
            {
                digits = digits * 100_000_000 + Eight(eight);
                at += 8;
            }
        }

        while ((uint)at < (uint)text.Length && (uint)(text[at] - '0') <= 9) digits = digits * 10 + (uint)(text[at++] - '0');
    }

    /// <summary>The number that eight digits make: pairs, then fours, then all, each by one multiplication.</summary>
    private static ulong Eight(ulong digits)
    {
        digits -= 0x3030_3030_3030_3030;
        digits = digits * 10 + (digits >> 8);
        return (((digits & 0x0000_00FF_0000_00FF) * 0x000F_4240_0000_0064)
            + (((digits >> 16) & 0x0000_00FF_0000_00FF) * 0x0000_2710_0000_0001)) >> 32;
    }
}
