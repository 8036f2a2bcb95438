using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace ActorServe.Shared.Tests;

/// <summary>Writes a value out with all that is in it, so that two can be compared by content, and their difference read.</summary>
internal static class Structure
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null: text.Append("null"); break;
            case string word: text.Append('"').Append(word).Append('"'); break;
            case ReadOnlyMemory<byte> bytes: text.Append("0x").Append(Convert.ToHexString(bytes.Span)); break;
            case IDictionary pairs: WriteAll(text, pairs.Cast<object>().Select(Of).Order(StringComparer.Ordinal)); break;
            case IEnumerable items: WriteAll(text, Items(items)); break;
            case IFormattable plain when IsPlain(value.GetType()): text.Append(plain.ToString(null, CultureInfo.InvariantCulture)); break;
            case bool flag: text.Append(flag); break;
            default: WriteAll(text, Properties(value)); break;
        }
    }

    /// <summary>An array that was never set is as good as an empty one.</summary>
    private static IEnumerable<string> Items(IEnumerable items) =>
        items.GetType().GetProperty("IsDefault")?.GetValue(items) is true ? [] : items.Cast<object?>().Select(Of);

    private static IEnumerable<string> Properties(object value) =>
        from property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.GetIndexParameters().Length == 0
        orderby property.Name
        select $"{property.Name}={Of(property.GetValue(value))}";

    private static bool IsPlain(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(TimeSpan) || type == typeof(Guid);

    private static void WriteAll(StringBuilder text, IEnumerable<string> parts) => text.Append('{').AppendJoin(", ", parts).Append('}');
}
