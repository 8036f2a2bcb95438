using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace ActorServe.Shared.Configuration.Reading;

/// <summary>
/// Escapes for JSON what YAML would not read back: YAML knows more line breaks than JSON does, and no escapes of surrogates, which
/// the encoders of .NET write for everything beyond the basic plane.
/// </summary>
public sealed class YamlSafeEncoder : JavaScriptEncoder
{
    /// <summary>The only one there is.</summary>
    public static YamlSafeEncoder Instance { get; } = new();

    /// <inheritdoc/>
    public override int MaxOutputCharactersPerInputCharacter => 6;

    /// <inheritdoc/>
    public override bool WillEncode(int unicodeScalar) =>
        unicodeScalar is < 0x20 or '"' or '\\' or (>= 0x7F and <= 0xA0) or 0x2028 or 0x2029 or 0xFEFF or 0xFFFE or 0xFFFF;

    /// <inheritdoc/>
    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        for (var i = 0; i < textLength; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < textLength && char.IsLowSurrogate(text[i + 1])) i++;
            else if (char.IsSurrogate(text[i]) || WillEncode(text[i])) return i;
        }

        return -1;
    }

    /// <inheritdoc/>
    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var to = new Span<char>(buffer, bufferLength);
        return WillEncode(unicodeScalar)
            ? to.TryWrite(CultureInfo.InvariantCulture, $"\\u{unicodeScalar:x4}", out numberOfCharactersWritten)
            : new Rune(unicodeScalar).TryEncodeToUtf16(to, out numberOfCharactersWritten);
    }
}
