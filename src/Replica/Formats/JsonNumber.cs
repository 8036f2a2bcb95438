using System.Globalization;
using System.Runtime.CompilerServices;

namespace ActorServe.Replica.Formats;

/// <summary>
/// A JSON number, read once: <see cref="Digits"/> times ten to the <see cref="Exponent"/>. Converting is exact: Clinger's fast path in
/// double where both parts are small, and the runtime's own parser where they are not, or where the double lies exactly between two
/// floats, so that rounding twice could go the wrong way. Utf8JsonReader takes many times as long, and reads 1e39 as infinity.
/// </summary>
internal readonly struct JsonNumber
{
    private const int ExactDigits = 19;
    private const ulong ExactInDouble = 1UL << 53;
    private const int ClampedExponent = 99_999;

    private static readonly double[] Powers =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    private JsonNumber(ulong digits, int exponent, bool isNegative, bool isExact, bool isPlain)
    {
        Digits = digits;
        Exponent = exponent;
        IsNegative = isNegative;
        IsExact = isExact;
        IsPlain = isPlain;
    }

    /// <summary>All digits as one number, where <see cref="IsExact"/>.</summary>
    public ulong Digits { get; }

    /// <summary>The power of ten.</summary>
    public int Exponent { get; }

    /// <summary>It has a minus.</summary>
    public bool IsNegative { get; }

    /// <summary>It has at most 19 digits, so that <see cref="Digits"/> holds them.</summary>
    public bool IsExact { get; }

    /// <summary>It has neither fraction nor exponent.</summary>
    public bool IsPlain { get; }

    /// <summary>
    /// Reads the number at the start of the text, by JSON's grammar and nothing laxer. What follows it is the caller's to judge.
    /// </summary>
    public static bool TryScan(ReadOnlySpan<byte> text, out JsonNumber number, out int length)
    {
        number = default;
        length = 0;
        var at = 0;
        var isNegative = text.Length > 0 && text[0] == '-';
        if (isNegative) at++;

        var digits = 0UL;
        var first = at;
        if (!Digit(text, ref at, ref digits) || (at - first > 1 && text[first] == '0')) return false;
        var count = at - first;
        var exponent = 0;
        var isPlain = true;
        if ((uint)at < (uint)text.Length && text[at] == '.')
        {
            var point = ++at;
            if (!Digit(text, ref at, ref digits)) return false;
            exponent = point - at;
            count -= exponent;
            isPlain = false;
        }

        if ((uint)at < (uint)text.Length && (text[at] | 0x20) == 'e')
        {
            if (!TryScanExponent(text, ref at, out var scale)) return false;
            exponent += scale;
            isPlain = false;
        }

        number = new JsonNumber(digits, exponent, isNegative, count <= ExactDigits, isPlain);
        length = at;
        return true;
    }

    /// <summary>The nearest float; false where that would be infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFloat(ReadOnlySpan<byte> token, out float value)
    {
        // The double is a tie of floats where exactly the highest of the 29 bits that go is set.
        if (TryFast(out var near) && (BitConverter.DoubleToInt64Bits(near) & 0x1FFF_FFFF) != 0x1000_0000)
        {
            value = (float)near;
            return true;
        }

        return float.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);
    }

    /// <summary>The nearest double; false where that would be infinite.</summary>
    public bool TryDouble(ReadOnlySpan<byte> token, out double value) =>
        TryFast(out value)
        || (double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value));

    /// <summary>The nearest half; false where that would be infinite.</summary>
    public static bool TryHalf(ReadOnlySpan<byte> token, out Half value) =>
        Half.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && Half.IsFinite(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryFast(out double value)
    {
        // Both parts are exact in double, so that their product or quotient is rounded once.
        if (IsExact && Digits <= ExactInDouble && Exponent is >= -22 and <= 22)
        {
            value = Exponent < 0 ? Digits / Powers[-Exponent] : Digits * Powers[Exponent];
            if (IsNegative) value = -value;
            return true;
        }

        value = 0;
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Digit(ReadOnlySpan<byte> text, ref int at, ref ulong digits)
    {
        var start = at;
        while ((uint)at < (uint)text.Length && (uint)(text[at] - '0') <= 9)
        {
            digits = digits * 10 + (uint)(text[at] - '0');
            at++;
        }

        return at > start;
    }

    private static bool TryScanExponent(ReadOnlySpan<byte> text, ref int at, out int scale)
    {
        at++;
        scale = 0;
        var isNegative = at < text.Length && text[at] == '-';
        if (at < text.Length && text[at] is (byte)'-' or (byte)'+') at++;
        var start = at;
        for (; at < text.Length && (uint)(text[at] - '0') <= 9; at++)
        {
            if (scale < ClampedExponent) scale = scale * 10 + (text[at] - '0');
        }

        if (isNegative) scale = -scale;
        return at > start;
    }
}
