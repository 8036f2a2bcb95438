using System.Globalization;
using System.Numerics;

namespace ActorServe.Replica.Formats;

/// <summary>How one element of a tensor stands in JSON.</summary>
internal interface IJsonElement<T>
{
    /// <summary>Takes the element, or fails with the value and what was expected.</summary>
    static abstract bool Read(ref JsonCursor cursor, out T value);
}

/// <summary>A float32: a number, or <c>"NaN"</c>, <c>"Infinity"</c>, <c>"-Infinity"</c>, which JSON has no numbers for.</summary>
internal readonly struct FloatElement : IJsonElement<float>
{
    /// <inheritdoc/>
    public static bool Read(ref JsonCursor cursor, out float value)
    {
        if (cursor.Peek() == '"') return NotFinite.Read(ref cursor, out value);
        value = 0;
        return cursor.Number(out var number, out var token)
            && (number.TryFloat(token, out value) || cursor.Fail($"value {Quote.Short(token)} is out of the range of float32"));
    }
}

/// <summary>A float64, as <see cref="FloatElement"/>.</summary>
internal readonly struct DoubleElement : IJsonElement<double>
{
    /// <inheritdoc/>
    public static bool Read(ref JsonCursor cursor, out double value)
    {
        if (cursor.Peek() == '"') return NotFinite.Read(ref cursor, out value);
        value = 0;
        return cursor.Number(out var number, out var token)
            && (number.TryDouble(token, out value) || cursor.Fail($"value {Quote.Short(token)} is out of the range of float64"));
    }
}

/// <summary>A float16, as <see cref="FloatElement"/>.</summary>
internal readonly struct HalfElement : IJsonElement<Half>
{
    /// <inheritdoc/>
    public static bool Read(ref JsonCursor cursor, out Half value)
    {
        if (cursor.Peek() == '"') return NotFinite.Read(ref cursor, out value);
        value = default;
        return cursor.Number(out _, out var token)
            && (JsonNumber.TryHalf(token, out value) || cursor.Fail($"value {Quote.Short(token)} is out of the range of float16"));
    }
}

/// <summary>A bool: <c>true</c> or <c>false</c>.</summary>
internal readonly struct BoolElement : IJsonElement<bool>
{
    /// <inheritdoc/>
    public static bool Read(ref JsonCursor cursor, out bool value)
    {
        value = cursor.TryWord("true"u8);
        return value || cursor.TryWord("false"u8) || cursor.Expected("true or false");
    }
}

/// <summary>A whole number of a type; <c>3.0</c> is one, since some writers know no other.</summary>
internal readonly struct IntegerElement<T> : IJsonElement<T> where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    /// <inheritdoc/>
    public static bool Read(ref JsonCursor cursor, out T value)
    {
        value = default;
        if (!cursor.Number(out var number, out var token)) return false;
        if (number is { IsPlain: true, IsExact: true, Digits: <= long.MaxValue })
        {
            var whole = number.IsNegative ? -(long)number.Digits : (long)number.Digits;
            value = T.CreateTruncating(whole);
            if (long.CreateTruncating(value) == whole && (whole >= 0 || T.IsNegative(T.MinValue))) return true;
            return OutOfRange(ref cursor, token);
        }

        return Slow(ref cursor, token, out value);
    }

    private static bool Slow(ref JsonCursor cursor, ReadOnlySpan<byte> token, out T value)
    {
        var point = token.IndexOf((byte)'.');
        var whole = point < 0 || token[(point + 1)..].IndexOfAnyExcept((byte)'0') >= 0 ? token : token[..point];
        if (T.TryParse(whole, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)) return true;
        return whole.IndexOfAny(".eE"u8) >= 0
            ? cursor.Fail($"value {Quote.Short(token)} is not written as a whole number")
            : OutOfRange(ref cursor, token);
    }

    private static bool OutOfRange(ref JsonCursor cursor, ReadOnlySpan<byte> token) =>
        cursor.Fail($"value {Quote.Short(token)} is out of the range {T.MinValue} to {T.MaxValue}");
}

/// <summary>What floats have and JSON does not.</summary>
internal static class NotFinite
{
    /// <summary>Takes one of the three words, or fails.</summary>
    public static bool Read<T>(ref JsonCursor cursor, out T value) where T : IFloatingPointIeee754<T>
    {
        value = T.NaN;
        if (!cursor.String(out var word)) return false;
        if (word.SequenceEqual("NaN"u8)) return true;
        value = T.PositiveInfinity;
        if (word.SequenceEqual("Infinity"u8)) return true;
        value = T.NegativeInfinity;
        return word.SequenceEqual("-Infinity"u8)
            || cursor.Fail($"value \"{Quote.Short(word)}\" is no number (\"NaN\", \"Infinity\" and \"-Infinity\" are)");
    }
}
