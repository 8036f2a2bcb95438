using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ActorServe.Shared.Configuration.Reading;

/// <summary>What a C# class gets of <c>user_config</c>: a scalar as it stands in the file, a list or a mapping as JSON.</summary>
internal static partial class UserValues
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The value as a text; nothing is an empty one.</summary>
    public static string ToText(YamlValue value)
    {
        if (value is YamlScalar scalar) return scalar.IsNull ? "" : scalar.Text;

        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Readable)) Write(json, value);

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(Utf8JsonWriter json, YamlValue value)
    {
        switch (value)
        {
            case YamlMapping mapping: WriteMapping(json, mapping); break;
            case YamlSequence sequence: WriteSequence(json, sequence); break;
            case YamlScalar scalar: WriteScalar(json, scalar); break;
            default: json.WriteNullValue(); break;
        }
    }

    private static void WriteMapping(Utf8JsonWriter json, YamlMapping mapping)
    {
        json.WriteStartObject();
        foreach (var entry in mapping.Entries)
        {
            json.WritePropertyName(entry.Key);
            Write(json, entry.Value);
        }

        json.WriteEndObject();
    }

    private static void WriteSequence(Utf8JsonWriter json, YamlSequence sequence)
    {
        json.WriteStartArray();
        foreach (var item in sequence.Items) Write(json, item);
        json.WriteEndArray();
    }

    private static void WriteScalar(Utf8JsonWriter json, YamlScalar scalar)
    {
        if (scalar.IsNull) json.WriteNullValue();
        else if (scalar.Truth is { } truth) json.WriteBooleanValue(truth);
        else if (!scalar.IsQuoted && JsonNumber().IsMatch(scalar.Text)) json.WriteRawValue(scalar.Text);
        else json.WriteStringValue(scalar.Text);
    }

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex JsonNumber();
}
