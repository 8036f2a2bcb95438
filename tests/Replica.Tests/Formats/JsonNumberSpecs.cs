using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorServe.Replica.Formats;
using FsCheck.Xunit;

namespace ActorServe.Replica.Tests.Formats;

public sealed class JsonNumberSpecs
{
    [Property(MaxTest = 2_000)]
    public bool The_shortest_form_of_a_float_reads_back_as_it(int bits)
    {
        var value = BitConverter.Int32BitsToSingle(unchecked(bits * (int)2654435761));
        return !float.IsFinite(value) || Same(value, Float(value.ToString("R", CultureInfo.InvariantCulture)));
    }

    [Property(MaxTest = 2_000)]
    public bool The_shortest_form_of_a_double_reads_back_as_it(double value)
    {
        return !double.IsFinite(value) || Double(value.ToString("R", CultureInfo.InvariantCulture)) == value;
    }

    [Property(MaxTest = 5_000)]
    public bool Any_decimal_gives_the_float_that_the_runtime_gives(long digits, byte point, sbyte exponent)
    {
        var text = Decimal(digits, point, exponent);
        var expected = float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return float.IsFinite(expected) ? Same(expected, Float(text)) : Float(text) is null;
    }

    [Property(MaxTest = 5_000)]
    public bool Any_decimal_gives_the_double_that_the_runtime_gives(long digits, byte point, short exponent)
    {
        var text = Decimal(digits, point, exponent % 330);
        var expected = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(expected) ? Double(text) == expected : Double(text) is null;
    }

    [Property(MaxTest = 2_000)]
    public bool A_tie_between_two_floats_and_its_neighbours_round_as_the_runtime_rounds_them(uint bits, bool isAbove)
    {
        var low = BitConverter.UInt32BitsToSingle(bits % 0x7F000000);
        var tie = ((double)low + float.BitIncrement(low)) / 2;
        var text = tie.ToString("R", CultureInfo.InvariantCulture);
        if (!text.Contains('E', StringComparison.Ordinal))
            text += (text.Contains('.', StringComparison.Ordinal) ? "" : ".0") + (isAbove ? "0000000000000001" : "");
        return Same(float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), Float(text));
    }

    [Property(MaxTest = 5_000)]
    public bool Only_what_json_calls_a_number_is_one(string? text, byte choice)
    {
        var candidate = Mixed(text ?? "", choice);
        var bytes = Encoding.UTF8.GetBytes(candidate);
        var isScanned = JsonNumber.TryScan(bytes, out _, out var length) && length == bytes.Length;
        return isScanned == IsJsonNumber(bytes);
    }

    [Theory]
    [InlineData("1e39")]
    [InlineData("-1e39")]
    [InlineData("3.4028236e38")]
    [InlineData("1e99999999999999999999")]
    public void A_number_beyond_the_range_is_no_float(string text) => Assert.Null(Float(text));

    [Theory]
    [InlineData("3.4028235e38", float.MaxValue)]
    [InlineData("1e-46", 0f)]
    [InlineData("0e99999999999", 0f)]
    [InlineData("1e-99999999999999999999", 0f)]
    [InlineData("-0", -0f)]
    [InlineData("1.401298464324817e-45", float.Epsilon)]
    [InlineData("16777217.0000000000000000000001", 16777218f)]
    [InlineData("00000000000000000000000000000000000000000001", null)]
    public void The_edges_of_the_range_are_read(string text, float? expected) =>
        Assert.True(expected is null ? Float(text) is null : Same(expected.Value, Float(text)));

    [Fact]
    public void A_million_digits_are_read_in_one_go()
    {
        Assert.Equal(0.1f, Float("0.1" + new string('0', 1_000_000)));
        Assert.Null(Float(new string('9', 1_000_000)));
    }

    private static string Decimal(long digits, byte point, int exponent)
    {
        var text = Math.Abs((decimal)digits).ToString(CultureInfo.InvariantCulture);
        var at = point % (text.Length + 1);
        text = at == 0 || at == text.Length ? text : $"{text[..at]}.{text[at..]}";
        while (text.Length > 1 && text[0] == '0' && text[1] != '.') text = text[1..];
        return $"{(digits < 0 ? "-" : "")}{text}{(exponent == 0 ? "" : $"e{exponent}")}";
    }

    private static string Mixed(string text, byte choice)
    {
        const string Letters = "0123456789+-.eE0 n";
        return string.Concat(text.Select(letter => Letters[(letter + choice) % Letters.Length]));
    }

    private static bool IsJsonNumber(byte[] bytes)
    {
        if (bytes.Length == 0 || bytes[0] is not ((byte)'-' or >= (byte)'0' and <= (byte)'9') || bytes[^1] == ' ') return false;
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.ValueKind == JsonValueKind.Number;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Same(float expected, float? found) =>
        found is { } value && BitConverter.SingleToInt32Bits(value) == BitConverter.SingleToInt32Bits(expected);

    private static float? Float(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (!JsonNumber.TryScan(bytes, out var number, out var length) || length != bytes.Length) return null;
        return number.TryFloat(bytes, out var value) ? value : null;
    }

    private static double? Double(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (!JsonNumber.TryScan(bytes, out var number, out var length) || length != bytes.Length) return null;
        return number.TryDouble(bytes, out var value) ? value : null;
    }
}
