using System.Text.Json;

namespace ActorServe.Cli.Inspecting;

/// <summary>Reads what a seed answered, also one of another version: what it does not tell is unknown, and no failure.</summary>
internal static class JsonReading
{
    private const decimal LastSecond = 253_402_300_799;

    /// <summary>A text; empty where there is none.</summary>
    public static string Text(this JsonElement of, string name) =>
        of.Find(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    /// <summary>A whole number; null where there is none.</summary>
    public static long? Number(this JsonElement of, string name) =>
        of.Find(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    /// <summary>A number of seconds since 1970 UTC as a time; null where there is none.</summary>
    public static DateTimeOffset? Time(this JsonElement of, string name) => of.Find(name) is { ValueKind: JsonValueKind.Number } number
        && number.TryGetDecimal(out var seconds) && seconds > 0 && seconds < LastSecond
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1_000)) : null;

    /// <summary>Whether it says yes.</summary>
    public static bool IsTrue(this JsonElement of, string name) => of.Find(name) is { ValueKind: JsonValueKind.True };

    /// <summary>Whether it says no; one that says nothing does not.</summary>
    public static bool IsFalse(this JsonElement of, string name) => of.Find(name) is { ValueKind: JsonValueKind.False };

    /// <summary>The entries of a list; none where there is no such list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement of, string name) =>
        of.Find(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>The members of an object; none where there is no such object.</summary>
    public static IEnumerable<JsonProperty> Members(this JsonElement of, string name) =>
        of.Find(name) is { ValueKind: JsonValueKind.Object } found ? found.EnumerateObject() : [];

    /// <summary>A member; null where there is none, or it is no object.</summary>
    public static JsonElement? Part(this JsonElement of, string name) =>
        of.Find(name) is { ValueKind: JsonValueKind.Object } part ? part : null;

    private static JsonElement? Find(this JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var found) ? found : null;
}
