using System.Text;

namespace ActorServe.Replica.Formats;

/// <summary>Pieces of a record in messages: short, and printable whatever they hold.</summary>
internal static class Quote
{
    private const int Longest = 40;

    /// <summary>At most 40 characters; what cannot be printed is a question mark.</summary>
    public static string Short(ReadOnlySpan<char> text)
    {
        var cut = text.Length > Longest;
        var kept = new StringBuilder(Longest + 3);
        foreach (var letter in cut ? text[..Longest] : text) kept.Append(char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter);
        return cut ? kept.Append("...").ToString() : kept.ToString();
    }

    /// <inheritdoc cref="Short(ReadOnlySpan{char})"/>
    public static string Short(ReadOnlySpan<byte> utf8) =>
        Short(Encoding.UTF8.GetString(utf8.Length > 4 * Longest ? utf8[..(4 * Longest)] : utf8).AsSpan());
}
