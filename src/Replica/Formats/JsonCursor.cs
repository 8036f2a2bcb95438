using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;

namespace ActorServe.Replica.Formats;

/// <summary>
/// Walks once over the bytes of a JSON text. A step that fails leaves a <see cref="Problem"/> for the sender, and nothing after it may
/// be read. Numbers are <see cref="JsonNumber"/>'s; strings with escapes and values to be skipped are <see cref="Utf8JsonReader"/>'s.
/// </summary>
internal ref struct JsonCursor(ReadOnlySpan<byte> text)
{
    private static readonly SearchValues<byte> TokenEnds = SearchValues.Create(",]} \n\r\t"u8);
    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;

    /// <summary>What is wrong with the text; null while nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Remembers the first problem. Always false, so that it can be returned.</summary>
    public bool Fail(string problem)
    {
        Problem ??= problem;
        return false;
    }

    /// <summary>The next byte that is no white space, not taken; 0 at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Peek()
    {
        var at = _at;
        while ((uint)at < (uint)_text.Length)
        {
            var next = _text[at];
            if (next > ' ' || (next != ' ' && next != '\n' && next != '\r' && next != '\t'))
            {
                _at = at;
                return next;
            }

            at++;
        }

        _at = at;
        return 0;
    }

    /// <summary>Takes the next byte that is no white space if it is this one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(byte expected)
    {
        if (Peek() != expected) return false;
        _at++;
        return true;
    }

    /// <summary>Takes this byte, or fails.</summary>
    public bool Take(byte expected) => TryTake(expected) || Expected($"'{(char)expected}'");

    /// <summary>Nothing but white space is left, or fails.</summary>
    public bool End()
    {
        _ = Peek();
        return _at >= _text.Length || Expected("the end");
    }

    /// <summary>Fails: something else stands here.</summary>
    public bool Expected(string what)
    {
        _ = Peek();
        var rest = _text[_at..];
        var end = rest.IndexOfAny(TokenEnds);
        var found = rest.IsEmpty ? "the end" : $"'{Quote.Short(end <= 0 ? rest[..1] : rest[..end])}'";
        return Fail($"no valid JSON: byte {_at} is {found}, expected {what}");
    }

    /// <summary>Takes a number, or fails.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Number(out JsonNumber number, out ReadOnlySpan<byte> token)
    {
        _ = Peek();
        var rest = _text[_at..];
        if (!JsonNumber.TryScan(rest, out number, out var length))
        {
            token = default;
            return Expected("a number");
        }

        token = rest[..length];
        _at += length;
        return true;
    }

    /// <summary>Takes the plain numbers of a list that a comma follows, as many as there are and have room.</summary>
    public int Floats(Span<float> room) => JsonFloats.Read(_text, ref _at, room);

    /// <summary>Takes this word if it stands here.</summary>
    public bool TryWord(ReadOnlySpan<byte> word)
    {
        _ = Peek();
        if (!_text[_at..].StartsWith(word)) return false;
        _at += word.Length;
        return true;
    }

    /// <summary>Takes a string, or fails. The answer is part of the text unless the string has escapes.</summary>
    public bool String(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (Peek() != '"') return Expected("a string");
        var body = _text[(_at + 1)..];
        var end = body.IndexOfAny((byte)'"', (byte)'\\');
        if (end < 0) return Fail("no valid JSON: a string does not end");
        if (body[end] == '\\') return Escaped(out value);
        value = body[..end];
        if (value.IndexOfAnyInRange((byte)0, (byte)0x1f) >= 0) return Fail("no valid JSON: a control character stands in a string");
        if (!Utf8.IsValid(value)) return Fail("no valid JSON: a string is not UTF-8");
        _at += end + 2;
        return true;
    }

    /// <summary>Takes a value, whatever it is, or fails.</summary>
    public bool Skip()
    {
        switch (Peek())
        {
            case (byte)'"': return String(out _);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'): return Number(out _, out _);
        }

        try
        {
            var reader = new Utf8JsonReader(_text[_at..]);
            reader.Read();
            reader.Skip();
            _at += (int)reader.BytesConsumed;
            return true;
        }
        catch (JsonException wrong)
        {
            return Fail($"no valid JSON: {wrong.Message}");
        }
    }

    private bool Escaped(out ReadOnlySpan<byte> value)
    {
        value = default;
        try
        {
            var reader = new Utf8JsonReader(_text[_at..]);
            reader.Read();
            var text = new byte[reader.ValueSpan.Length];
            value = text.AsSpan(0, reader.CopyString(text));
            _at += (int)reader.BytesConsumed;
            return true;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return Fail($"no valid JSON: {wrong.Message}");
        }
    }
}
