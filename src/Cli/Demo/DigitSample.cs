using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ActorServe.Cli.Demo;

/// <summary>One handwritten digit: the record that goes in, and what should come out.</summary>
/// <param name="Value">The record's value.</param>
/// <param name="Label">What the writer meant.</param>
/// <param name="Predicted">What the model says, right or wrong.</param>
internal sealed record DigitSample(byte[] Value, int Label, int Predicted)
{
    /// <summary>Reads a file of one sample a line.</summary>
    public static IReadOnlyList<DigitSample> Read(string file) => [.. File.ReadLines(file).Where(l => l.Length > 0).Select(Parse)];

    /// <summary>The label in a result's value.</summary>
    public static int LabelOf(ReadOnlySpan<byte> result)
    {
        var reader = new Utf8JsonReader(result);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("label"u8)) continue;

            reader.Read();
            while (reader.TokenType == JsonTokenType.StartArray) reader.Read();
            return reader.GetInt32();
        }

        throw new JsonException("the result has no label");
    }

    private static DigitSample Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        var value = string.Create(CultureInfo.InvariantCulture, $"{{\"pixels\":{root.GetProperty("pixels").GetRawText()}}}");
        return new DigitSample(
            Encoding.UTF8.GetBytes(value), root.GetProperty("label").GetInt32(), root.GetProperty("predicted").GetInt32());
    }
}
