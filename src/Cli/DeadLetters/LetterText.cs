using System.Globalization;
using System.Text;
using System.Text.Unicode;
using ActorServe.Cli.Serving;
using ActorServe.Shared.Programs;

namespace ActorServe.Cli.DeadLetters;

/// <summary>Bytes and texts of others on a terminal, which must not take them for commands of its own.</summary>
internal static class LetterText
{
    private const int BytesALine = 16;

    /// <summary>A text without line ends and control characters, cut where it is long.</summary>
    public static string OneLine(string text, int longest)
    {
        var plain = Printable.Line(text.Length > longest ? text[..longest] : text);
        return text.Length > longest ? plain + "…" : plain;
    }

    /// <summary>Bytes as text where they are one, else in hexadecimal with what is readable beside; so many of them at most.</summary>
    public static IEnumerable<string> Lines(ReadOnlyMemory<byte> bytes, int most)
    {
        var shown = bytes[..Math.Min(bytes.Length, most)];
        var isCut = bytes.Length > most;
        var lines = TextOf(shown, isCut) is { } text ? text.Split('\n').Select(line => line.TrimEnd('\r')) : HexLines(shown);
        return isCut
            ? lines.Append($"… {Words.Count(bytes.Length - most, "byte")} more; --bytes shows more") : lines;
    }

    /// <summary>What is text in them, or null where they are none.</summary>
    public static string? TextOf(ReadOnlyMemory<byte> bytes, bool isCut)
    {
        // Cut in the middle of a character, whose last bytes are up to three.
        for (var left = 0; left <= (isCut ? 3 : 0) && left <= bytes.Length; left++)
        {
            var whole = bytes.Span[..^left];
            if (!Utf8.IsValid(whole)) continue;

            var text = Encoding.UTF8.GetString(whole);
            return Enumerable.Range(0, text.Length).All(at => IsOfText(text, at, isCut)) ? text : null;
        }

        return null;
    }

    // A carriage return that ends no line has a terminal write over what stands there; the line feed of the last may be cut off.
    private static bool IsOfText(string text, int at, bool isCut) => text[at] switch
    {
        '\n' or '\t' => true,
        '\r' => at + 1 < text.Length ? text[at + 1] == '\n' : isCut,
        var letter => !char.IsControl(letter),
    };

    private static IEnumerable<string> HexLines(ReadOnlyMemory<byte> bytes)
    {
        for (var at = 0; at < bytes.Length; at += BytesALine)
        {
            var line = bytes.Slice(at, Math.Min(BytesALine, bytes.Length - at)).ToArray();
            var hex = string.Join(' ', line.Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
            var readable = string.Concat(line.Select(b => b is >= 0x20 and < 0x7f ? (char)b : '.'));
            yield return string.Create(CultureInfo.InvariantCulture, $"{at:x8}  {hex,-(3 * BytesALine - 1)}  {readable}");
        }
    }
}
